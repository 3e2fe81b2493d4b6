# Writes the version header of the build (run at each build; touches the file only when something changed).
# In: SOURCE_DIR, OUTPUT, VERSION.
execute_process(COMMAND git -C ${SOURCE_DIR} describe --always --dirty --abbrev=12
                OUTPUT_VARIABLE git OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
if(failed)
  set(git "unknown")
endif()
set(text "#pragma once\n#define TRADEWIND_VERSION \"${VERSION}\"\n#define TRADEWIND_GIT \"${git}\"\n")
if(EXISTS ${OUTPUT})
  file(READ ${OUTPUT} old)
endif()
if(NOT "${old}" STREQUAL "${text}")
  file(WRITE ${OUTPUT} "${text}")
endif()
