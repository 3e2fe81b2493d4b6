# `cmake --install build/release --prefix DIR` gives a tradewind that needs this tree no longer: the program finds its
# data in ../share/tradewind, and shells find their completions.

include(GNUInstallDirs)
install(TARGETS tradewind)
if(TRADEWIND_SWEEP)
  install(TARGETS tradewind-sweep tradewind-pareto tradewind-report DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/tradewind)
endif()
if(TRADEWIND_CALIBRATE)
  install(TARGETS tradewind-calibrate tradewind-predict tradewind-import
          DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/tradewind)
endif()
foreach(folder platforms workloads scenarios)
  install(DIRECTORY ${folder} DESTINATION ${CMAKE_INSTALL_DATADIR}/tradewind OPTIONAL)
endforeach()
install(FILES README.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} OPTIONAL)
install(FILES scripts/completions/tradewind.bash RENAME tradewind
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES scripts/completions/tradewind.zsh RENAME _tradewind
        DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES scripts/completions/tradewind.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
