#pragma once
// The page's own files, embedded when the library is built: template, style, and one script with everything it draws
// with.

#include <string_view>

namespace tradewind::report::assets {

std::string_view page();      // HTML with {{placeholders}}
std::string_view style();     // CSS
std::string_view script();    // the bundled JavaScript
std::string_view licences();  // of what is in the bundle

}  // namespace tradewind::report::assets
