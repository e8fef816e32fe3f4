"""共治 Gongzhi."""
