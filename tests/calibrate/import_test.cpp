// Importers: each format's schema in a few made-up rows, its conversions worked out by hand, its traps.

#include "calibrate/import/import.hpp"

#include <gmock/gmock.h>

#include <stdexcept>
#include <string>

#include "config/problem.hpp"
#include "tests/workload/temporary_file.hpp"

namespace tradewind::calibrate {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

std::string tag(const Row& row, std::string_view name) {
  for (const auto& [key, text] : row.tags)
    if (key == name) return text;
  return {};
}

class Importers : public testing::Test {
 protected:
  Trace import(const std::string& format, const std::string& name, std::string_view text) {
    return import_files(format, {folder.write(name, text)}, options);
  }
  std::string refusal(const std::string& format, const std::string& name, std::string_view text) {
    try {
      import(format, name, text);
      return {};
    } catch (const config::ConfigError& error) {
      return error.what();
    }
  }
  test::TemporaryFolder folder;
  ImportOptions options;
};

// --- aiconfigurator

TEST_F(Importers, AiconfiguratorGemmWithoutDtypeIsBf16) {
  const auto trace = import("aiconfigurator", "b9_sxm__gemm__vllm__0.24.0__gemm_perf.csv.gz",
                            test::gzip("m,n,k,latency\n16,32,64,0.5\n"));
  ASSERT_EQ(trace.rows.size(), 1u);
  const Row& row = trace.rows.front();
  EXPECT_EQ(row.target, "b9_sxm");  // the system of the file name
  EXPECT_EQ(row.dtype, "bf16");
  EXPECT_DOUBLE_EQ(row.latency, 0.5e-3);
  EXPECT_EQ(tag(row, "engine"), "vllm 0.24.0");
  EXPECT_EQ(std::get<cost::Gemm>(row.kernel).n, 32);
}

TEST_F(Importers, AiconfiguratorKeepsTheKernelAndThePower) {
  const auto trace =
      import("aiconfigurator", "x__gemm__vllm__1__gemm_perf.csv",
             "kernel_source,gemm_dtype,m,n,k,latency,power\nCutlass,fp8,1,2,3,1,400\nTriton,fp8,1,2,3,2,0\n");
  ASSERT_EQ(trace.rows.size(), 2u);
  EXPECT_EQ(tag(trace.rows[0], "kernel"), "Cutlass");
  EXPECT_EQ(trace.rows[0].power, 400);
  EXPECT_EQ(trace.rows[1].power, std::nullopt);  // 0: not measured
}

TEST_F(Importers, AiconfiguratorAttentionWithZeroGroupsIsMultiHead) {
  const auto prefill = import("aiconfigurator", "x__attention__vllm__1__context_attention_perf.csv",
                              "batch_size,isl,num_heads,num_key_value_heads,latency\n2,128,16,0,1\n");
  const auto& p = std::get<cost::Attention>(prefill.rows.at(0).kernel);
  EXPECT_EQ(p.phase, cost::Phase::prefill);
  EXPECT_EQ(p.query, 128);
  EXPECT_EQ(p.context, 0);
  EXPECT_EQ(p.kv_heads, 16);
  EXPECT_EQ(p.head_dim, 128);
  const auto decode =
      import("aiconfigurator", "x__attention__vllm__1__generation_attention_perf.csv",
             "batch_size,num_heads,num_key_value_heads,head_dim,kv_cache_dtype,step,window_size,latency\n"
             "2,16,4,64,fp8,1000,128,1\n");
  const auto& d = std::get<cost::Attention>(decode.rows.at(0).kernel);
  EXPECT_EQ(d.phase, cost::Phase::decode);
  EXPECT_EQ(d.query, 1);
  EXPECT_EQ(d.context, 1000);
  EXPECT_EQ(d.window, 128);
  EXPECT_EQ(tag(decode.rows.at(0), "kv_dtype"), "fp8");
}

TEST_F(Importers, AiconfiguratorCountsElementsOfCollectives) {
  const auto trace = import("aiconfigurator", "x__comm__nccl__2.27.3__nccl_perf.csv",
                            "op_name,nccl_dtype,num_gpus,message_size,latency\n"
                            "all_gather,half,8,1000,0.01\nall_reduce,int8,2,1000,0.01\n");
  EXPECT_EQ(std::get<cost::Collective>(trace.rows.at(0).kernel).bytes, 2000);  // 2 B each
  EXPECT_EQ(std::get<cost::Collective>(trace.rows.at(1).kernel).bytes, 1000);  // 1 B each
  EXPECT_EQ(std::get<cost::Collective>(trace.rows.at(0).kernel).ranks, 8);
  const auto custom = import("aiconfigurator", "x__comm__vllm__1__custom_allreduce_perf.csv",
                             "kernel_source,num_gpus,message_size,latency,backend\nv,2,128,0.005,vllm_graph\n");
  EXPECT_EQ(std::get<cost::Collective>(custom.rows.at(0).kernel).algorithm, "all_reduce");
  EXPECT_EQ(tag(custom.rows.at(0), "kernel"), "custom");
}

TEST_F(Importers, AiconfiguratorMoeMlaAndStateSpace) {
  const auto moe =
      import("aiconfigurator", "x__moe__vllm__1__moe_perf.csv",
             "num_tokens,hidden_size,inter_size,topk,num_experts,moe_tp_size,moe_ep_size,distribution,latency\n"
             "4,8,16,2,8,1,2,power_law_1.2,1\n4,8,16,2,8,1,2,balanced,1\n");
  EXPECT_EQ(std::get<cost::Moe>(moe.rows.at(0).kernel).skew, 1.2);
  EXPECT_EQ(std::get<cost::Moe>(moe.rows.at(1).kernel).skew, 0);
  EXPECT_EQ(std::get<cost::Moe>(moe.rows.at(1).kernel).ep, 2);
  const auto mla = import("aiconfigurator", "x__mla__vllm__1__mla_generation_module_perf.csv",
                          "kv_cache_dtype,gemm_type,num_heads,batch_size,step,latency\nfp8,fp8_block,16,4,100,0.2\n");
  EXPECT_EQ(mla.rows.at(0).dtype, "fp8_block");
  EXPECT_EQ(std::get<cost::Mla>(mla.rows.at(0).kernel).context, 100);
  EXPECT_TRUE(std::get<cost::Mla>(mla.rows.at(0).kernel).module);
  const auto ssm =
      import("aiconfigurator", "x__linear_attention__trtllm__1__mamba2_perf.csv",
             "kernel_source,phase,batch_size,seq_len,num_tokens,d_model,d_state,nheads,n_groups,chunk_size,"
             "model_name,latency\ncausal_conv1d_fn,context,2,8,16,4096,128,128,8,256,m,0.01\n"
             "mystery,context,2,8,16,4096,128,128,8,256,m,0.01\n");
  ASSERT_EQ(ssm.rows.size(), 1u);
  EXPECT_EQ(std::get<cost::Ssm>(ssm.rows[0].kernel).part, "conv1d");
  EXPECT_EQ(std::get<cost::Ssm>(ssm.rows[0].kernel).inner, 8192);  // 128 heads of 64
  EXPECT_EQ(ssm.rejected.at("mamba2: a kernel that is no part of a state-space block"), 1u);
}

TEST_F(Importers, AiconfiguratorRefusesUnknownTables) {
  EXPECT_THAT(refusal("aiconfigurator", "x__gemm__vllm__1__gem_perf.csv", "m,latency\n1,1\n"),
              HasSubstr("no table 'gem'; did you mean 'gemm'?"));
  EXPECT_THAT(refusal("aiconfigurator", "x__gemm__vllm__1__gemm_perf.csv", "m,n,k\n1,1,1\n"),
              HasSubstr("no column 'latency'"));
}

// --- vidur

constexpr std::string_view layer_header =
    "time_stats.attn_pre_proj.median,time_stats.mlp_up_proj.median,time_stats.mlp_act.median,n_head,n_kv_head,n_embd,"
    "n_expanded_embd,vocab_size,use_gated_mlp,num_tokens,num_tensor_parallel_workers\n";

TEST_F(Importers, VidurLayersBecomeProductsPerRank) {
  // 16 heads of 64 and 4 of keys on 2 ranks: 8 + 2·2 heads of 64 = 768 columns; gated 4096/2·2 = 4096.
  const auto trace = import("vidur", "a30_My-Model_mlp.csv",
                            std::string(layer_header) + "0.5,1.5,0.1,16,4,1024,4096,32000,True,128,2\n");
  ASSERT_EQ(trace.rows.size(), 3u);
  const auto& pre = std::get<cost::Gemm>(trace.rows[0].kernel);
  EXPECT_EQ(pre.m, 128);
  EXPECT_EQ(pre.n, 768);
  EXPECT_EQ(pre.k, 1024);
  EXPECT_EQ(std::get<cost::Gemm>(trace.rows[1].kernel).n, 4096);
  const auto& act = std::get<cost::Elementwise>(trace.rows[2].kernel);
  EXPECT_EQ(act.columns, 2048);
  EXPECT_EQ(act.moves, 3);
  EXPECT_EQ(act.tp, 2);
  EXPECT_EQ(trace.rows[0].target, "a30");
  EXPECT_EQ(trace.rows[0].dtype, "fp16");
  EXPECT_DOUBLE_EQ(trace.rows[0].latency, 0.5e-3);
  EXPECT_EQ(tag(trace.rows[0], "model"), "My-Model");
  EXPECT_EQ(tag(trace.rows[0], "layer"), "attn_pre_proj");
}

TEST_F(Importers, VidurModelsWithoutASecondNormAddTwice) {
  const auto addition = [&](const std::string& norm, const std::string& value) {
    const auto trace = import("vidur", "a30_m_mlp.csv",
                              norm +
                                  "time_stats.add.median,n_head,n_kv_head,n_embd,n_expanded_embd,vocab_size,"
                                  "use_gated_mlp,num_tokens,num_tensor_parallel_workers\n" +
                                  value + "0.05,16,4,1024,4096,32000,False,128,2\n");
    return trace.rows.back();
  };
  const auto one = addition("time_stats.post_attention_layernorm.median,", "0.03,"), two = addition("", "");
  EXPECT_EQ(cost::shape_of(one.kernel), cost::shape_of(two.kernel));
  EXPECT_DOUBLE_EQ(one.latency, 0.05e-3);
  EXPECT_DOUBLE_EQ(two.latency, 0.025e-3);  // residual + attention + MLP
}

TEST_F(Importers, EmptyAndImpossibleRowsAreNamedByLayer) {
  // 768·1024 weights of 2 B are 1.6 MB: 1.6 ms at 1 GB/s, so 0.001 ms is impossible and 2 ms is not.
  options.facts = [](const std::string&) {
    cost::Facts facts;
    facts.memory_bandwidth = 1e9;
    return facts;
  };
  const std::string text = std::string(layer_header) + ",9,9,16,4,1024,4096,32000,True,128,2\n" +
                           "0.001,9,9,16,4,1024,4096,32000,True,64,2\n" + "2,9,9,16,4,1024,4096,32000,True,32,2\n";
  const auto trace = import("vidur", "a30_m_mlp.csv", text);
  EXPECT_THAT(trace.rejected, Contains(Pair("attn_pre_proj: the latency is missing or not a number", 1)));
  EXPECT_THAT(trace.rejected, Contains(Pair("attn_pre_proj: faster than 0.7 × the speed of light", 1)));
  options.keep_impossible = true;
  EXPECT_EQ(import("vidur", "a30_m_mlp.csv", text).rows.size(), trace.rows.size() + 1);
}

TEST_F(Importers, WhatFitsTheCacheNeedNotComeFromMemory) {
  options.facts = [](const std::string&) {
    cost::Facts facts;
    facts.memory_bandwidth = 1e9;
    facts.l2_size = 2e6;
    return facts;
  };
  const auto trace =
      import("vidur", "a30_m_mlp.csv", std::string(layer_header) + "0.001,9,9,16,4,1024,4096,32000,True,1,2\n");
  EXPECT_EQ(trace.rows.size(), 3u);  // 1.6 MB of weights in 2 MB of cache
}

TEST_F(Importers, VidurAttentionIsPrefillByItsChunk) {
  const auto trace =
      import("vidur", "a30_m_attention.csv",
             "time_stats.attn_kv_cache_save.median,time_stats.attn_prefill.median,time_stats.attn_decode.median,n_embd,"
             "n_q_head,n_kv_head,num_tensor_parallel_workers,batch_size,prefill_chunk_size,kv_cache_size\n"
             "0.004,0.5,0.0,1024,16,4,1,1,64,32\n0.004,0.0,0.25,1024,16,4,1,8,0,100\n");
  ASSERT_EQ(trace.rows.size(), 4u);
  const auto& prefill = std::get<cost::Attention>(trace.rows[0].kernel);
  EXPECT_EQ(prefill.query, 64);
  EXPECT_EQ(prefill.context, 32);
  const auto& decode = std::get<cost::Attention>(trace.rows[2].kernel);
  EXPECT_EQ(decode.phase, cost::Phase::decode);
  EXPECT_EQ(decode.batch, 8);
  EXPECT_DOUBLE_EQ(trace.rows[2].latency, 0.25e-3);
  EXPECT_THAT(trace.rejected, IsEmpty());  // zeros of the other phase are no bad rows
}

TEST_F(Importers, VidurFabricsAreTargetsOfTheirOwn) {
  const std::string text =
      ",time_stats.send_recv.median,rank,num_workers,size,collective,devices_per_node,max_devices_per_node\n"
      "0,0.02,0,2,2048,send_recv,1,8\n";
  const auto a = folder.write("a9_dgx__send_recv.csv", text), b = folder.write("b9_dgx__send_recv.csv", text);
  const auto trace = import_files("vidur", {a, b}, options);
  ASSERT_EQ(trace.rows.size(), 1u);
  EXPECT_EQ(trace.rows[0].target, "a9_dgx");
  EXPECT_EQ(std::get<cost::Collective>(trace.rows[0].kernel).ranks_per_node, 1);
  EXPECT_EQ(trace.rejected.size(), 1u);  // the second file is a copy
  EXPECT_THAT(trace.rejected.begin()->first, HasSubstr("b9_dgx__send_recv.csv is a copy of"));
}

TEST_F(Importers, VidurHostTimesAreWorkWithoutFlop) {
  const auto trace = import("vidur", "history_a40_cpu_overheads.csv",
                            ",schedule_median,sampler_e2e_median,model_name,batch_size,tensor_parallel_degree,"
                            "ray_comm_time_mean\n0,0.2,0.5,m,8,2,6\n");
  ASSERT_EQ(trace.rows.size(), 3u);
  EXPECT_EQ(std::get<cost::PlainWork>(trace.rows[0].kernel).name, "host_schedule");
  EXPECT_EQ(tag(trace.rows[0], "batch"), "8");
}

// --- others

TEST_F(Importers, NeusightNamesDevicesAndReadsTheirMisspelling) {
  const auto trace = import("neusight", "train_conv.csv",
                            "OPName,Latency,Device,Kernel Name,B,Input_Channel,Output_Channel,Kernel_Szie,Input_Size,"
                            "Stride,Padding\nconv,1.5,NVIDIA A100-PCIE-40GB,k,2,3,8,3,32,1,1\n");
  const auto& conv = std::get<cost::Conv2d>(trace.rows.at(0).kernel);
  EXPECT_EQ(conv.kernel, 3);
  EXPECT_EQ(conv.padding, 1);
  EXPECT_EQ(trace.rows[0].target, "a100_40");
  EXPECT_EQ(trace.rows[0].dtype, "fp32");
  const auto rest =
      import("neusight", "test.csv",
             "OPName,Latency,Device,Kernel Name,B,M,N,K,H\nbmm,1,Tesla T4,\"void f<4, 2>(int)\",6,2,3,4,\n"
             "ln,1,Tesla V100-PCIE-32GB,x,5,,,,7\nadd,1,Tesla P4,x,5,,,,7\n");
  EXPECT_EQ(std::get<cost::Gemm>(rest.rows.at(0).kernel).batch, 6);
  EXPECT_EQ(std::get<cost::Elementwise>(rest.rows.at(1).kernel).name, "layernorm");
  EXPECT_EQ(std::get<cost::Elementwise>(rest.rows.at(2).kernel).moves, 3);
  EXPECT_EQ(rest.rows.at(1).target, "v100");
}

TEST_F(Importers, SplitwiseGivesAPromptAndATokenPhase) {
  options.facts = [](const std::string&) {
    cost::Facts facts;
    facts.power_max = 400;
    return facts;
  };
  const auto trace = import("splitwise", "perf_model.csv",
                            "model,hardware,prompt_size,batch_size,token_size,peak_power,average_power,prompt_time,"
                            "token_time,e2e_time,tensor_parallel\nm,h100-80gb,512,4,128,1,0.75,200,50,9000,8\n"
                            "m,h100-80gb,512,4,128,0,0,201,51,9000,8\n");
  ASSERT_EQ(trace.rows.size(), 4u);
  EXPECT_EQ(trace.rows[0].target, "h100_sxm");
  EXPECT_EQ(std::get<cost::ModelPhase>(trace.rows[0].kernel).tokens, 2048);  // 512 · 4
  const auto& decode = std::get<cost::ModelPhase>(trace.rows[1].kernel);
  EXPECT_EQ(decode.tokens, 4);
  EXPECT_EQ(decode.context, 576);  // 512 + 64
  EXPECT_DOUBLE_EQ(trace.rows[1].latency, 0.05);
  EXPECT_EQ(trace.rows[1].power, 300);  // 0.75 · 400 W
  EXPECT_EQ(trace.rows[3].power, std::nullopt);
}

TEST_F(Importers, LlmcompassHasUnitsInItsCells) {
  const auto gemm = import("llmcompass", "matmul_A100.csv", "64, 128, 256, 0.19ms, 10.5Tflops\n");
  EXPECT_DOUBLE_EQ(gemm.rows.at(0).latency, 0.19e-3);
  const auto norm = import("llmcompass", "layernorm_A100.csv", "4096, 32, 2.0\n");
  EXPECT_DOUBLE_EQ(norm.rows.at(0).latency, 4096 * 32 / 2e9);  // 2·10⁹ elements/s
  EXPECT_EQ(norm.rows.at(0).target, "a100_sxm");
  EXPECT_THAT(refusal("llmcompass", "die_area.csv", "1,2\n"), HasSubstr("holds no kernels with shapes"));
}

TEST_F(Importers, EdgereasoningDecodesPerToken) {
  const auto trace = import("edgereasoning", "decode_parameters.json",
                            R"({"_metadata": {}, "A-Model": [{"input_tokens": 100, "output_tokens": 51, "P_inf": 25,
                            "delta_P": 20, "tau": 1.5, "decode_time": 5, "decode_energy": 100},
                            {"input_tokens": 100, "output_tokens": 1, "decode_time": 0.1, "decode_energy": 2}]})");
  ASSERT_EQ(trace.rows.size(), 1u);
  EXPECT_EQ(trace.rejected.at("decode: no step of decode: output_tokens are missing or fewer than 2"), 1u);
  const Row& row = trace.rows[0];
  EXPECT_EQ(row.target, "orin_agx_64");
  EXPECT_EQ(std::get<cost::ModelPhase>(row.kernel).context, 125.5);  // steps see 101, 102 … 150 tokens
  EXPECT_DOUBLE_EQ(row.latency, 0.1);                                // 50 steps: the prefill yields the first token
  EXPECT_EQ(row.weight, 50);
  EXPECT_DOUBLE_EQ(*row.energy, 2);
  EXPECT_DOUBLE_EQ(*row.power, 20);
  EXPECT_EQ(tag(row, "tau_s"), "1.5");
}

TEST_F(Importers, EdgereasoningPrefillDropsOutliersAndTheFloorOfItsSampler) {
  const auto trace = import("edgereasoning", "prefill.json",
                            R"({"metadata": {}, "data": {"m": {"input_tokens": [128, 256, 512, 1024],
                            "ttft_ms": [100, 200, 4100, 800], "avg_power_w": [5.5, 5.6, 20, 20]}}})");
  EXPECT_EQ(trace.rows.size(), 3u);
  EXPECT_EQ(trace.rejected.at("prefill: 5 times off its neighbours"), 1u);  // 4.1 s > 5 · 0.8 s
  EXPECT_EQ(trace.rows[1].power, std::nullopt);
  EXPECT_EQ(trace.rows[2].power, 20);
  EXPECT_DOUBLE_EQ(*trace.rows[2].energy, 16);
  EXPECT_THAT(refusal("edgereasoning", "x.json", "[]"), HasSubstr("not a JSON object"));
}

TEST_F(Importers, NetworksHaveATargetPerColumn) {
  const auto trace = import(
      "help", "nasbench201_latency_ms.csv",
      "arch_idx,arch_str,silver_4114,titan_rtx_1,titan_rtx_32\n"
      "7,|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|,10,2,30\n"
      "8,|none~0|+|none~0|none~1|+|none~0|none~1|none~2|,0.0001,3,-1\n");
  ASSERT_EQ(trace.rows.size(), 4u);
  EXPECT_EQ(trace.rows[0].target, "silver_4114");
  EXPECT_EQ(trace.rows[1].target, "titan_rtx");
  EXPECT_EQ(trace.rows[3].target, "titan_rtx_32");
  EXPECT_EQ(tag(trace.rows[3], "batch"), "32");
  const auto& network = std::get<cost::Network>(trace.rows[0].kernel);
  EXPECT_EQ(network.model, "nasbench201:7");
  EXPECT_NEAR(network.flop, 2 * 220.12e6, 2e4);  // the most of the space: 220.12 M multiply-adds (NAS-Bench-201)
  EXPECT_EQ(trace.rejected.at("titan_rtx_32: not supported (-1)"), 1u);
  EXPECT_EQ(trace.rejected.at("silver_4114: a degenerate network: under 1 % of the device's median"), 1u);
}

TEST_F(Importers, NeurosurgeonTablesOfLayersAndOfCuts) {
  const auto conv = import("neurosurgeon", "edge_conv_lat.csv",
                           "HW,kernel,stride,Cin,Cout,FLOPs,latency\n224,3,1,3,64,173408256,0.5\n");
  EXPECT_EQ(conv.rows.at(0).target, "neurosurgeon_edge");
  EXPECT_EQ(std::get<cost::Conv2d>(conv.rows[0].kernel).padding, 1);
  // 2 flop · 3·3·3·64 · 224²: the flop column of the table itself
  EXPECT_EQ(cost::work_of(conv.rows[0].kernel, *cost::precision_of("fp32")).flop, 173408256);
  const auto cuts = import("neurosurgeon", "ns_latency_x.csv",
                           "layer_name,mobile_processing,transmission,server_processing,end_to_end\n"
                           "input,0,70,9,92\nconv1,20,60,5,90\nnorm1,\n");
  EXPECT_EQ(cuts.rows.size(), 7u);
  EXPECT_EQ(cuts.rejected.at("mobile_processing: the latency is zero or negative"), 1u);
  EXPECT_EQ(cuts.rejected.at("norm1: not measured"), 1u);
  EXPECT_EQ(tag(cuts.rows.back(), "cut"), "conv1");
}

TEST_F(Importers, TensorRtProfilesHaveNoShapes) {
  const auto trace = import("trt", "net_fp16.profile.json",
                            R"([{"count": 1000}, {"name": "conv", "timeMs": 9, "averageMs": 0.02, "medianMs": 0.01}])");
  ASSERT_EQ(trace.rows.size(), 1u);
  EXPECT_DOUBLE_EQ(trace.rows[0].latency, 1e-5);
  EXPECT_EQ(trace.rows[0].weight, 1000);
  EXPECT_EQ(trace.rows[0].dtype, "fp16");
}

TEST_F(Importers, MlperfJoinsPerformanceAndPower) {
  const auto trace = import(
      "mlperf_power", "flat.csv",
      "version,SystemType,Scenario,Model,Organization,SystemName,Result,Result_Units,Result_Power,Units,Location\n"
      "v4.0,edge,Offline,resnet,O,My Box (2x),200,Samples/s,,Samples/s,here\n"
      "v4.0,edge,Offline,resnet,O,My Box (2x),None,Watts,50,Watts,here\n"
      "v4.0,edge,SingleStream,resnet,O,My Box (2x),4,Latency (ms),,Latency (ms),there\n"
      "v4.0,edge,SingleStream,resnet,O,My Box (2x),None,millijoules,120,millijoules,there\n");
  ASSERT_EQ(trace.rows.size(), 2u);
  EXPECT_EQ(trace.rows[0].target, "my_box_2x");
  EXPECT_DOUBLE_EQ(trace.rows[0].latency, 0.005);
  EXPECT_DOUBLE_EQ(*trace.rows[0].energy, 0.25);  // 50 W / 200 per s
  EXPECT_DOUBLE_EQ(*trace.rows[1].energy, 0.12);
  EXPECT_DOUBLE_EQ(*trace.rows[1].power, 30);  // 0.12 J in 4 ms
  const auto tiny = import("mlperf_tiny", "tiny.csv",
                           "round,organization,system,benchmark,energy_uJ_per_inf,throughput_inf_per_s,power_W\n"
                           "v1.1,O,BOARD-X,ic,8000,20,0.16\n");
  EXPECT_DOUBLE_EQ(tiny.rows.at(0).latency, 0.05);
  EXPECT_DOUBLE_EQ(*tiny.rows[0].energy, 8e-3);
  EXPECT_DOUBLE_EQ(*tiny.rows[0].power, 0.16);
}

TEST_F(Importers, CollectivesOfApexAndMscclpp) {
  const auto apex =
      import("apex_plus", "G__reduce_scatter.csv",
             "gpu,num_nodes,num_gpus_per_node,dtype,size(kb),time(us)\n"
             "V100-PCIE-16GB,2,4,half,8,30\nV100-PCIE-16GB,4,128,half,1,900\nV100-PCIE-16GB,1,4,half,0,9\n");
  ASSERT_EQ(apex.rows.size(), 1u);
  const auto& collective = std::get<cost::Collective>(apex.rows[0].kernel);
  EXPECT_EQ(collective.bytes, 8192);
  EXPECT_EQ(collective.ranks, 8);
  EXPECT_EQ(collective.ranks_per_node, 4);
  EXPECT_DOUBLE_EQ(apex.rows[0].latency, 30e-6);
  EXPECT_EQ(apex.rejected.at("reduce_scatter: more than 64 GPUs per node: columns swapped?"), 1u);
  const auto gemm = import("apex_plus", "g.csv", "gpu,dtype,m,k,n,time(us)\nH100,half,2,3,5,14\n");
  EXPECT_EQ(std::get<cost::Gemm>(gemm.rows.at(0).kernel).k, 3);  // k before n
  const auto msccl = import("mscclpp", "p.jsonl",
                            R"({"name":"allgather","kernel":1,"ranks":16,"ranksPerNode":8,"size":1024,"time":80.5})"
                            "\n");
  EXPECT_EQ(std::get<cost::Collective>(msccl.rows.at(0).kernel).algorithm, "all_gather");
  EXPECT_DOUBLE_EQ(msccl.rows[0].latency, 80.5e-6);
}

TEST_F(Importers, PowerLogsAreIntegratedBetweenMarks) {
  options.target = "my_board";
  // A: 10 W for 1 s, then to 20 W over 1 s: 10 + 15 J; B begins at 2 s and stays at 20 W for 1 s.
  const auto trace = import("power_log", "log.csv",
                            "time_ms,power_mw,mark\n0,10000,A\n1000,10000,A\n2000,20000,B\n3000,20000,\n4000,1000,\n");
  ASSERT_EQ(trace.rows.size(), 2u);
  EXPECT_DOUBLE_EQ(trace.rows[0].latency, 2);
  EXPECT_DOUBLE_EQ(*trace.rows[0].energy, 25);
  EXPECT_DOUBLE_EQ(*trace.rows[0].power, 12.5);
  EXPECT_DOUBLE_EQ(*trace.rows[1].energy, 20);
  EXPECT_EQ(std::get<cost::PlainWork>(trace.rows[1].kernel).name, "B");
  const auto phone = import("power_log", "phone.csv", "time_s,current_ma,voltage_v\n0,500,4\n10,500,4\n");
  EXPECT_DOUBLE_EQ(*phone.rows.at(0).energy, 20);  // 2 W · 10 s
  options.target.clear();
  EXPECT_THAT(refusal("power_log", "log.csv", "time_s,power_w\n0,1\n1,1\n"), HasSubstr("--target NAME"));
}

// --- all of them

TEST_F(Importers, UnitSlipsAreLeftOut) {
  std::string text = "m,n,k,latency\n";
  for (int i = 1; i <= 40; ++i) {
    const int m = 256 * i;  // 0.01 ms per 256 rows
    text += std::to_string(m) + ",4096,4096," + std::to_string(i == 20 ? 200 : 0.01 * i) + "\n";  // row 20 in µs
  }
  const auto trace = import("aiconfigurator", "x__gemm__vllm__1__gemm_perf.csv", text);
  EXPECT_EQ(trace.rows.size(), 39u);
  EXPECT_EQ(trace.rejected.at("gemm: hundreds of times off the others: another unit?"), 1u);
}

TEST_F(Importers, DuplicatesAndExcludedTargetsAreCounted) {
  const std::string text = "m,n,k,latency\n1,2,3,1\n1,2,3,1\n1,2,3,2\n1,2,3\n";
  const auto trace = import("aiconfigurator", "x__gemm__vllm__1__gemm_perf.csv", text);
  EXPECT_EQ(trace.rows.size(), 2u);  // another latency is another measurement
  EXPECT_EQ(trace.rejected.at("gemm: the same row as before"), 1u);
  EXPECT_EQ(trace.rejected.at("gemm: not as many fields as the header"), 1u);
  options.excluded_targets = {"x"};
  const auto none = import("aiconfigurator", "x__gemm__vllm__1__gemm_perf.csv", text);
  EXPECT_THAT(none.rows, IsEmpty());
  EXPECT_EQ(none.rejected.at("x: excluded"), 3u);
}

TEST_F(Importers, UnknownFormatsAreNamed) {
  try {
    import("vidor", "x.csv", "a\n1\n");
    FAIL();
  } catch (const std::invalid_argument& error) {
    EXPECT_THAT(error.what(), HasSubstr("unknown format 'vidor'; did you mean 'vidur'?"));
  }
}

TEST_F(Importers, SummaryFitsAScreen) {
  const auto trace = import("aiconfigurator", "x__comm__nccl__2__nccl_perf.csv",
                            "op_name,nccl_dtype,num_gpus,message_size,latency\nall_reduce,half,8,1000,0.01\n"
                            "all_reduce,half,8,1000,0\n");
  const std::string text = summary_of(trace);
  EXPECT_THAT(text, HasSubstr("rows      1"));
  EXPECT_THAT(text, HasSubstr("bytes 2000, ranks 8"));
  EXPECT_THAT(text, HasSubstr("elements → bytes"));
  EXPECT_THAT(text, HasSubstr("left out  1"));
  EXPECT_THAT(text, HasSubstr("nccl: the latency is zero or negative"));
}

TEST_F(Importers, CollectivesThatNobodyKnowsAreLeftOut) {
  // A trace spells them by their name: "all_gatherther" or "memcpy" could not be read back.
  const auto trace = import("aiconfigurator", "x__comm__nccl__1__nccl_perf.csv",
                            "op_name,nccl_dtype,num_gpus,message_size,latency\nall_gather,half,8,1000,0.01\n"
                            "all_gatherther,half,8,1000,0.01\nmemcpy,half,8,1000,0.01\n");
  EXPECT_EQ(trace.rows.size(), 1u);
  EXPECT_THAT(trace.rejected, ElementsAre(Pair("nccl: no collective that is known", 2)));
}

TEST_F(Importers, SizesThatContradictOneAnotherAreLeftOut) {
  const auto trace = import("aiconfigurator", "x__moe__vllm__1__moe_perf.csv",
                            "num_tokens,hidden_size,inter_size,topk,num_experts,latency\n4,8,16,2,8,1\n4,8,16,9,8,1\n");
  EXPECT_EQ(trace.rows.size(), 1u);  // nine of eight experts cannot be chosen
  EXPECT_THAT(trace.rejected, ElementsAre(Pair("moe: its sizes contradict one another", 1)));
}

TEST_F(Importers, AmountsNextToNothingAreLeftOut) {
  // Below 2.2e-308 numbers lose their digits: a trace with them could not be read back.
  const auto trace = import("vidur", "dgx__all_reduce.csv",
                            "num_workers,size,collective,devices_per_node,time_stats.all_reduce.median\n"
                            "8,1e-320,all_reduce,8,0.5\n8,1024,all_reduce,8,1e-320\n8,1024,all_reduce,8,0.5\n");
  EXPECT_EQ(trace.rows.size(), 1u);
  EXPECT_THAT(trace.rejected, ElementsAre(Pair("all_reduce: the latency is zero or negative", 1),
                                          Pair("all_reduce: the shape has a zero or what is no number", 1)));
}

TEST_F(Importers, AiconfiguratorMoeOfAnUnknownDistributionIsLeftOut) {
  const auto trace = import("aiconfigurator", "x__moe__vllm__1__moe_perf.csv",
                            "num_tokens,hidden_size,inter_size,topk,num_experts,distribution,latency\n"
                            "4,8,16,2,8,power_law_1.2,1\n4,8,16,2,8,balanced,1\n4,8,16,2,8,pow.2,1\n");
  EXPECT_EQ(trace.rows.size(), 2u);
  EXPECT_THAT(trace.rejected, ElementsAre(Pair("moe: the shape has a zero or what is no number", 1)));
}

// --- llmservingsim

class LlmServingSim : public Importers {
 protected:
  LlmServingSim() {
    options.models = [](const std::string& name) -> std::optional<cost::LanguageModel> {
      if (name != "tiny-1b") return std::nullopt;
      cost::LanguageModel model;
      model.hidden = 512;
      model.heads = 8;
      model.kv_heads = 2;
      model.head_dim = 64;
      model.ffn = 1024;
      model.vocabulary = 1000;
      return model;
    };
  }
};

TEST_F(LlmServingSim, LayersTakeTheirSizesFromTheModel) {
  const auto trace = import("llmservingsim", "RTX4090__me__Tiny-1B__tp2__dense.csv",
                            "layer,tokens,time_us\nqkv_proj,16,2\ngate_up_proj,16,3\nact_fn,4,1.5\n");
  ASSERT_EQ(trace.rows.size(), 3u);
  EXPECT_EQ(trace.rows[0].target, "rtx_4090");
  EXPECT_EQ(trace.rows[0].dtype, "bf16");
  EXPECT_DOUBLE_EQ(trace.rows[0].latency, 2e-6);
  EXPECT_EQ(tag(trace.rows[0], "layer"), "qkv_proj");
  EXPECT_EQ(tag(trace.rows[0], "tp"), "2");
  // Of two ranks each has 4 of the 8 heads and 1 of the 2 pairs of keys and values: (4 + 2) · 64.
  const auto& qkv = std::get<cost::Gemm>(trace.rows[0].kernel);
  EXPECT_EQ(qkv.m, 16);
  EXPECT_EQ(qkv.n, 384);
  EXPECT_EQ(qkv.k, 512);
  EXPECT_EQ(std::get<cost::Gemm>(trace.rows[1].kernel).n, 1024);  // two matrices of half of 1024
  EXPECT_EQ(std::get<cost::Elementwise>(trace.rows[2].kernel).columns, 512);
}

TEST_F(LlmServingSim, HeadAndSamplerGoBySequences) {
  const auto trace = import("llmservingsim", "RTX4090__me__Tiny-1B__tp1__per_sequence.csv",
                            "layer,sequences,time_us\nlm_head,3,1000\nsampler,3,50\n");
  ASSERT_EQ(trace.rows.size(), 2u);
  EXPECT_EQ(std::get<cost::Gemm>(trace.rows[0].kernel).n, 1000);
  EXPECT_EQ(std::get<cost::Elementwise>(trace.rows[1].kernel).rows, 3);
}

TEST_F(LlmServingSim, AttentionIsPrefillDecodeOrTheWorkOfBoth) {
  const auto trace = import("llmservingsim", "A6000__me__Tiny-1B__tp1__attention.csv",
                            "prefill_chunk,kv_prefill,n_decode,kv_decode,time_us\n"
                            "64,32,0,0,20\n0,0,4,128,10\n64,32,4,128,25\n");
  ASSERT_EQ(trace.rows.size(), 3u);
  EXPECT_EQ(trace.rows[0].target, "rtx_a6000");
  const auto& prefill = std::get<cost::Attention>(trace.rows[0].kernel);
  EXPECT_EQ(prefill.query, 64);
  EXPECT_EQ(prefill.context, 32);
  const auto& decode = std::get<cost::Attention>(trace.rows[1].kernel);
  EXPECT_EQ(decode.phase, cost::Phase::decode);
  EXPECT_EQ(decode.batch, 4);
  EXPECT_EQ(decode.context, 128);
  const auto precision = *cost::precision_of("bf16");
  const auto& both = std::get<cost::PlainWork>(trace.rows[2].kernel);
  EXPECT_EQ(both.name, "attention_mixed");
  EXPECT_DOUBLE_EQ(both.flop, cost::work_of(prefill, precision).flop + cost::work_of(decode, precision).flop);
  EXPECT_EQ(tag(trace.rows[2], "n_decode"), "4");
}

TEST_F(LlmServingSim, OlderTablesAreInNanoseconds) {
  const auto trace = import("llmservingsim", "RTX3090__me__Tiny-1B__tp1__layers.csv.gz",
                            test::gzip("layer_name,input,kv_cache,tp_size,latency(ns)\nattn,8,16,1,5000\n"
                                       "q_proj,8,0,1,7000\n"));
  ASSERT_EQ(trace.rows.size(), 2u);
  EXPECT_DOUBLE_EQ(trace.rows[0].latency, 5e-6);
  EXPECT_EQ(std::get<cost::Attention>(trace.rows[0].kernel).context, 16);
  EXPECT_EQ(std::get<cost::Gemm>(trace.rows[1].kernel).n, 512);
}

TEST_F(LlmServingSim, BadRowsAreCountedAndNamed) {
  const auto trace =
      import("llmservingsim", "RTX4090__me__Tiny-1B__tp1__dense.csv",
             "layer,tokens,time_us\nqkv_proj,16,2\nqkv_proj,16,\nqkv_proj,0,2\nflux,16,2\nflux,17,2\nact_fn,1\n"
             "act_fn,1,-3\n");
  EXPECT_EQ(trace.rows.size(), 1u);
  EXPECT_THAT(trace.rejected,
              testing::UnorderedElementsAre(Pair("qkv_proj: the latency is missing or not a number", 1),
                                            Pair("qkv_proj: the shape has a zero or what is no number", 1),
                                            Pair("flux: no layer that is known", 2),
                                            Pair("row: not as many fields as the header", 1),
                                            Pair("act_fn: the latency is zero or negative", 1)));
}

TEST_F(LlmServingSim, SaysWhatItCannotKnow) {
  EXPECT_THAT(refusal("llmservingsim", "RTX4090__me__Huge-9B__tp1__dense.csv", "layer,tokens,time_us\nact_fn,1,1\n"),
              HasSubstr("the sizes of the model 'huge-9b' are not known"));
  EXPECT_THAT(refusal("llmservingsim", "dense.csv", "layer,tokens,time_us\nact_fn,1,1\n"),
              HasSubstr("does not say what was measured"));
  EXPECT_THAT(refusal("llmservingsim", "RTX4090__me__Tiny-1B__tp1__skew.csv", "regime,n\npure,2\n"),
              HasSubstr("skew.csv:1:1: no layers or attention of LLMServingSim"));
}

}  // namespace
}  // namespace tradewind::calibrate
