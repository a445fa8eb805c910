"""Why people who come often come: classes of motives, what they lead to, what a label says."""
