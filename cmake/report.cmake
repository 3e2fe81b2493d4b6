# What the report page is made of: npm fetches what it draws with, as package-lock.json pins it, esbuild makes one script
# of that and our own, and the assembler puts the files into the library as they are.

find_program(NPM npm)
if(NOT NPM)
  message(FATAL_ERROR "npm is missing, which the report page is built with: install the packages of group [sweep] of "
                      "packages.txt (scripts/setup sweep), or configure with -DTRADEWIND_SWEEP=OFF")
endif()
enable_language(ASM)

block(SCOPE_FOR VARIABLES)
set(web ${PROJECT_SOURCE_DIR}/src/report/web)
set(web_build ${PROJECT_BINARY_DIR}/report)
file(GLOB web_sources CONFIGURE_DEPENDS ${web}/*.js)

add_custom_command(
  OUTPUT ${web_build}/packages.stamp
  DEPENDS ${web}/package.json ${web}/package-lock.json
  COMMAND ${CMAKE_COMMAND} -E make_directory ${web_build}
  COMMAND ${CMAKE_COMMAND} -E copy ${web}/package.json ${web}/package-lock.json ${web_build}
  COMMAND ${NPM} ci --prefix ${web_build} --ignore-scripts --prefer-offline --no-audit --no-fund --loglevel=error
  COMMAND ${CMAKE_COMMAND} -E touch ${web_build}/packages.stamp
  COMMENT "Fetching the packages of the report page" VERBATIM)
add_custom_command(
  OUTPUT ${web_build}/page.js
  DEPENDS ${web_build}/packages.stamp ${web_sources}
  COMMAND ${CMAKE_COMMAND} -E env NODE_PATH=${web_build}/node_modules ${web_build}/node_modules/.bin/esbuild
          ${web}/page.js --bundle --minify --format=iife --target=es2020 --charset=utf8 --legal-comments=none
          --log-level=warning --outfile=${web_build}/page.js
  COMMENT "Bundling the script of the report page" VERBATIM)

# Vega's and D3's licences ask for their text beside every copy; all parts of each have the same.
set(packages ${web_build}/node_modules)
set(assets_page ${web}/page.html)
set(assets_style ${web}/page.css)
set(assets_script ${web_build}/page.js)
set(assets_licences ${packages}/vega-view/LICENSE ${packages}/vega-lite/LICENSE ${packages}/d3-array/LICENSE
                    ${packages}/topojson-client/LICENSE)
set(assembly "")
foreach(asset page style script licences)
  string(APPEND assembly "  .globl tradewind_${asset}_begin, tradewind_${asset}_end\ntradewind_${asset}_begin:\n")
  foreach(file ${assets_${asset}})
    string(APPEND assembly "  .incbin \"${file}\"\n")
  endforeach()
  string(APPEND assembly "tradewind_${asset}_end:\n")
endforeach()
file(CONFIGURE OUTPUT ${web_build}/assets.S @ONLY
     CONTENT "  .section .rodata\n${assembly}  .section .note.GNU-stack,\"\",%progbits\n")
set_source_files_properties(${web_build}/assets.S PROPERTIES OBJECT_DEPENDS "${assets_page};${assets_style};${assets_script};${web_build}/packages.stamp")
target_sources(report PRIVATE ${web_build}/assets.S)
endblock()
