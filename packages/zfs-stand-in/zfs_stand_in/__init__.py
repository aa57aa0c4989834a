"""A stand-in for the command line of OpenZFS 2.3, over the subvolumes of one btrfs file system."""
