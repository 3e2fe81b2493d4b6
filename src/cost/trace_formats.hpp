#pragma once
// The formats of measured kernels that `tradewind import` reads. Their names are known to the main program too, which
// does not read them.

#include <array>
#include <string_view>

namespace tradewind::cost {

struct TraceFormat {
  std::string_view name, summary;
  std::string_view reference;  // where such data come from
};

/// By name.
inline constexpr std::array trace_formats{
    TraceFormat{"aiconfigurator", "GEMM, attention, MoE, MLA, state-space and NCCL tables of NVIDIA GPUs",
                "https://github.com/ai-dynamo/aiconfigurator"},
    TraceFormat{"apex_plus", "collectives and GEMM", "https://github.com/microsoft/apex_plus"},
    TraceFormat{"edgereasoning", "prefill, decode and power of two language models on a Jetson AGX Orin",
                "https://github.com/edge-inference/edgereasoning"},
    TraceFormat{"help", "networks of NAS-Bench-201, FBNet and OFA on many devices",
                "https://github.com/HayeonLee/HELP"},
    TraceFormat{"llmcompass", "GEMM and element-wise kernels of an A100",
                "https://github.com/PrincetonUniversity/LLMCompass"},
    TraceFormat{"llmservingsim", "layers and mixed attention batches of language models in vLLM",
                "https://github.com/casys-kaist/LLMServingSim"},
    TraceFormat{"mlperf_power", "MLPerf Inference with power, flattened",
                "https://github.com/mlcommons/cm4mlperf-results"},
    TraceFormat{"mlperf_tiny", "MLPerf Tiny, flattened", "https://github.com/mlcommons/tiny_results_v1.2"},
    TraceFormat{"mscclpp", "collectives of MSCCL++, JSON lines", "https://github.com/microsoft/mscclpp"},
    TraceFormat{"neurosurgeon", "layers of an edge and a cloud machine; AlexNet cut between phone and server",
                "https://github.com/Tjyy-1223/Neurosurgeon, https://github.com/njcpe/neurosurgeon"},
    TraceFormat{"neusight", "fp32 kernels and models on NVIDIA GPUs", "https://github.com/sitar-lab/NeuSight"},
    TraceFormat{"oneproxy", "networks of NAS-Bench-201 on many devices", "https://github.com/Ren-Research/OneProxy"},
    TraceFormat{"power_log", "time and watts with marks, of a board or a meter; needs --target", ""},
    TraceFormat{"splitwise", "prompt and token phases of language models",
                "https://github.com/Mutinifni/splitwise-sim"},
    TraceFormat{"trt", "layer profiles of trtexec, JSON", "https://github.com/NVIDIA/TensorRT"},
    TraceFormat{"vidur", "layers, attention, collectives and host overheads", "https://github.com/microsoft/vidur"},
};

}  // namespace tradewind::cost
