# noqa: A005 - a package of tests; nobody imports it without its parent
