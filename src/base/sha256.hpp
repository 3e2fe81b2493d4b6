#pragma once
// SHA-256 of texts and files, in lower-case hexadecimal: names runs and proves which inputs they read.

#include <filesystem>
#include <string>
#include <string_view>

namespace tradewind {

/// 64 hexadecimal digits (FIPS 180-4).
std::string sha256(std::string_view text);
/// The same of a file's bytes, read piece by piece; throws RuntimeFailure with the path and the system's reason.
std::string sha256_file(const std::filesystem::path& path);

}  // namespace tradewind
