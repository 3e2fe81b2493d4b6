#pragma once
// A round of a sweep as a batch of chunks for somebody else's machines: Slurm, GNU parallel, Snakemake.

#include "app/sweep/session.hpp"
#include "executor/cluster.hpp"

namespace tradewind::app {

/// The next round by the executor of the options. Slurm: measures a run, submits the array and the job that collects,
/// and returns, or with `wait` goes on to the end. The others: writes their files and says how to use them.
int run_as_batch(Session& session, const SweepOptions& options);

/// Waits until none of the jobs of a directory is left, then ends like a local sweep. The directory must not be locked:
/// its last job collects. Ctrl-C ends the waiting, not the jobs.
int wait_for_jobs(const SweepDirectory& directory, const sweep::Study& study, Words words);

/// What the executor of the options would be given, as text.
std::string rendered_scripts(const sweep::Study& study, const std::filesystem::path& directory, std::size_t runs,
                             const SweepOptions& options);

/// What Slurm still has of the jobs of a directory; nothing when none were submitted.
executor::Slurm::Queue queue_of(const SweepDirectory& directory);

}  // namespace tradewind::app
