install(TARGETS tradewind)
