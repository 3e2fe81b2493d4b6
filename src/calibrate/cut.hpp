#pragma once
// Where to cut a network between a device and a cloud: Neurosurgeon (Kang et al., ASPLOS 2017).

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "calibrate/trace.hpp"

namespace tradewind::calibrate {

/// A network cut behind a layer, s: the device runs what is before, the cloud what is behind.
struct Cut {
  std::string layer;
  double device = 0, upload = 0, cloud = 0;
  std::optional<double> bytes;  // that cross the cut
  double total() const { return device + upload + cloud; }
};

/// How uploads take their time; absent: as measured.
struct UploadLaw {
  double latency = 0;    // s
  double bandwidth = 0;  // B/s
};

struct CutTable {
  std::string name;
  std::vector<Cut> cuts;  // from all in the cloud to all on the device
  std::optional<UploadLaw> law;
  /// The earliest of the quickest.
  const Cut& best() const;
};

/// Bytes by cut, in the order of the cuts: a column `bytes`, or the sizes d1, d2 … of the output in fp32.
std::vector<std::pair<std::string, double>> read_cut_bytes(const std::filesystem::path& file);

struct CutOptions {
  std::vector<std::pair<std::string, double>> bytes;  // may be empty: uploads as measured
  std::optional<UploadLaw> law;                       // absent: fitted to the measured uploads and their bytes
};

/// One table per target of rows with op network, model `<net>:mobile_processing | server_processing | transmission` and
/// tag `cut`, as `import neurosurgeon` makes them. Layers' times come from the sums measured: device times are made to
/// grow with the cut and cloud times to fall (isotonic regression), since no layer takes less than nothing. Throws
/// RuntimeFailure when there is no such row.
std::vector<CutTable> cut_tables(const Trace& trace, const CutOptions& options);

/// The least-squares sequence that never falls (pool adjacent violators).
std::vector<double> isotonic(const std::vector<double>& values);

}  // namespace tradewind::calibrate
