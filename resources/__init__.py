"""Icons, fonts, samples, help and templates; reached through `bcm_tool.assets`."""
