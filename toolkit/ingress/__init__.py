"""The host's Envoy: one fragment per service, assembled, validated and activated as numbered generations."""
