"""The only writers of submissions: one verb for each thing that can happen to one."""
