"""What must survive kill -9, power loss, full disks, flipped bits and second processes (trust.md S07 to S10, S21, S26, S27)."""
