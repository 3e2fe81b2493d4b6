#include "report/assets.hpp"

// Defined by the assembler file that cmake/report.cmake writes.
extern "C" {
extern const char tradewind_page_begin[], tradewind_page_end[];
extern const char tradewind_style_begin[], tradewind_style_end[];
extern const char tradewind_script_begin[], tradewind_script_end[];
extern const char tradewind_licences_begin[], tradewind_licences_end[];
}

namespace tradewind::report::assets {

std::string_view page() { return {tradewind_page_begin, tradewind_page_end}; }
std::string_view style() { return {tradewind_style_begin, tradewind_style_end}; }
std::string_view script() { return {tradewind_script_begin, tradewind_script_end}; }
std::string_view licences() { return {tradewind_licences_begin, tradewind_licences_end}; }

}  // namespace tradewind::report::assets
