// Flop and bytes against numbers worked by hand, with two bytes per element unless said otherwise.

#include <gtest/gtest.h>

#include <cmath>

#include "cost/kernel.hpp"

namespace tradewind::cost {
namespace {

Work fp16(const Kernel& kernel) { return work_of(kernel, *precision_of("fp16")); }

TEST(Work, OfAGemm) {
  const auto work = fp16(Gemm{.m = 2, .n = 3, .k = 5});
  EXPECT_EQ(work.flop, 60);   // 2·2·3·5
  EXPECT_EQ(work.bytes, 62);  // 2·(3·5) weights + 2·(2·5 + 2·3)
}

TEST(Work, OfAGemmWithFourBitWeights) {
  const auto work = work_of(Gemm{.m = 2, .n = 128, .k = 128}, *precision_of("w4a16"));
  EXPECT_EQ(work.bytes, 0.53125 * 16384 + 2 * (256 + 256));
}

TEST(Work, OfABatchedGemmReadsBothOperandsAsActivations) {
  const auto work = work_of(Gemm{.m = 2, .n = 3, .k = 5, .batch = 4}, *precision_of("w4a16"));
  EXPECT_EQ(work.flop, 240);   // 4·60
  EXPECT_EQ(work.bytes, 248);  // 4·2·(10 + 15 + 6)
}

TEST(Work, OfAttentionOfAPromptChunk) {
  // One sequence, 4 new tokens after 10: they see 11 + 12 + 13 + 14 = 50 keys. 2 heads of 8: 4·2·8·50 = 3200 flop.
  // Queries and outputs 2·(2·4·2·8) = 256 B; keys and values of 14 tokens and one KV head 2·(2·14·8) = 448 B.
  const auto work = fp16(Attention{.query = 4, .context = 10, .heads = 2, .kv_heads = 1, .head_dim = 8});
  EXPECT_EQ(work.flop, 3200);
  EXPECT_EQ(work.bytes, 704);
}

TEST(Work, OfAttentionOfADecodeStep) {
  // Three sequences of 10 + 1 keys: 4·2·8·33 = 2112 flop; cache in one byte: 1·(2·11·8)·3 = 528 B, queries and outputs
  // 2·(2·2·8)·3 = 192 B.
  auto precision = *precision_of("fp16");
  precision.cache = 1;
  const auto work =
      work_of(Attention{.phase = Phase::decode, .batch = 3, .context = 10, .heads = 2, .kv_heads = 1, .head_dim = 8},
              precision);
  EXPECT_EQ(work.flop, 2112);
  EXPECT_EQ(work.bytes, 720);
}

TEST(Work, OfAttentionWithAWindow) {
  // Window 12 after 10 cached: queries see 11, 12, 12, 12 keys = 47; together the last 4 + 12 − 1 = 15 keys, but there
  // are only 14. With window 6 every query sees 6 and together they read 9.
  Attention attention{.query = 4, .context = 10, .heads = 1, .kv_heads = 1, .head_dim = 1, .window = 12};
  EXPECT_EQ(fp16(attention).flop, 4 * 47);
  EXPECT_EQ(fp16(attention).bytes, 2 * (2 * 4) + 2 * (2 * 14));
  attention.window = 6;
  EXPECT_EQ(fp16(attention).flop, 4 * 24);
  EXPECT_EQ(fp16(attention).bytes, 2 * (2 * 4) + 2 * (2 * 9));
}

TEST(Work, OfExpertsThatAreBalanced) {
  // Two tokens choose 2 of 4 experts: each is used with probability 1 − (1 − 1/2)² = 3/4, so 3 are. Copies 4: flop
  // 6·4·8·16 = 3072; weights 2·3·8·16·3 = 2304 B, activations 2·4·(2·8 + 3·16) = 512 B.
  const auto work = fp16(Moe{.tokens = 2, .hidden = 8, .inter = 16, .experts = 4, .top_k = 2});
  EXPECT_EQ(work.flop, 3072);
  EXPECT_EQ(work.bytes, 2816);
}

TEST(Work, OfExpertsSharedByRanks) {
  // As above, half the width (8) on half the experts (1.5) with half the copies (2).
  const auto work = fp16(Moe{.tokens = 2, .hidden = 8, .inter = 16, .experts = 4, .top_k = 2, .tp = 2, .ep = 2});
  EXPECT_EQ(work.flop, 6 * 2 * 8 * 8);
  EXPECT_EQ(work.bytes, 2 * 3 * 8 * 8 * 1.5 + 2 * 2 * (2 * 8 + 3 * 8));
}

TEST(Work, OfSkewedExpertsUsesFewerOfThem) {
  const Moe balanced{.tokens = 16, .hidden = 8, .inter = 16, .experts = 64, .top_k = 4};
  Moe skewed = balanced;
  skewed.skew = 1.2;
  EXPECT_EQ(fp16(skewed).flop, fp16(balanced).flop);
  EXPECT_LT(fp16(skewed).bytes, fp16(balanced).bytes);
  skewed.tokens = 1;                            // one token always uses top_k experts
  EXPECT_NEAR(as_gemm(skewed)->batch, 4, 0.2);  // 32 quantiles stand for the 64 experts
}

TEST(Work, OfMultiHeadLatentAttention) {
  // Decode, absorbed, one head after 9 cached tokens: scores 2·(512 + 64)·10, values 2·512·10 = 21,760 flop. Cache
  // 2·576·10 = 11,520 B, query and output 2·(576 + 512) = 2,176 B.
  const auto decode = fp16(Mla{.phase = Phase::decode, .context = 9, .heads = 1, .module = false});
  EXPECT_EQ(decode.flop, 21760);
  EXPECT_EQ(decode.bytes, 13696);
  // Prefill, expanded, 3 tokens: 1 + 2 + 3 = 6 pairs of 192 + 128: 2·6·320 = 3,840 flop; queries, keys, values and
  // outputs 2·(3·192 + 3·192 + 3·128 + 3·128) = 3,840 B.
  const auto prefill = fp16(Mla{.query = 3, .heads = 1, .module = false});
  EXPECT_EQ(prefill.flop, 3840);
  EXPECT_EQ(prefill.bytes, 3840);
}

TEST(Work, OfTheWholeLatentAttentionBlockAddsItsProjections) {
  // One token, one head. Elements of W_DQ 7168·1536, W_UQ 1536·192, W_DKV 7168·576, W_UK and W_UV 512·128 each, W_O
  // 128·7168 sum up to 16,482,304.
  constexpr double weights = 7168. * 1536 + 1536 * 192 + 7168 * 576 + 2 * 512 * 128 + 128 * 7168;
  static_assert(weights == 16482304);
  for (const auto phase : {Phase::prefill, Phase::decode}) {
    const Mla attention{.phase = phase, .heads = 1, .module = false}, block{.phase = phase, .heads = 1};
    EXPECT_EQ(fp16(block).flop, fp16(attention).flop + 2 * weights);
    // Inputs and outputs of the six: (7168 + 1536) + (1536 + 192) + (7168 + 576) + 2·(512 + 128) + (128 + 7168); the
    // cache of one token is written: 576.
    EXPECT_EQ(fp16(block).bytes, fp16(attention).bytes + 2 * (weights + 8704 + 1728 + 7744 + 1280 + 7296 + 576));
  }
}

TEST(Work, OfTheStateSpaceParts) {
  // Two tokens, width 4: inner 8, state 2, one group: 8 + 2·2 = 12 mixed channels; 1 head; chunk 2.
  Ssm ssm{.part = "in_proj", .tokens = 2, .width = 4, .state = 2, .heads = 1, .groups = 1, .chunk = 2};
  EXPECT_EQ(fp16(ssm).flop, 2 * 2 * 21 * 4);  // n = 2·8 + 2·2 + 1 = 21
  ssm.part = "conv1d";
  EXPECT_EQ(fp16(ssm).flop, 8 * 2 * 12);
  EXPECT_EQ(fp16(ssm).bytes, 2 * 2 * 2 * 12);
  ssm.part = "scan";
  EXPECT_EQ(fp16(ssm).flop, 2 * (2 * 2 * 2 + 2 * 2 * 8 + 4 * 8 * 2));  // T(2QgN + 2Q·di + 4di·N)
  EXPECT_EQ(fp16(ssm).bytes, 2 * 2 * (16 + 4) + 4 * (2 / 2) * 8 * 2);  // ba·T(2di + 2gN) + 4(T/Q)di·N
  ssm.phase = Phase::decode;
  EXPECT_EQ(fp16(ssm).flop, 6 * 2 * 8 * 2);
  EXPECT_EQ(fp16(ssm).bytes, 8 * 2 * 8 * 2);
  ssm.part = "out_proj";
  EXPECT_EQ(fp16(ssm).flop, 2 * 2 * 4 * 8);
  double sum = 0;
  for (const auto* part : {"in_proj", "conv1d", "scan", "out_proj"}) {
    ssm.part = part;
    sum += fp16(ssm).flop;
  }
  ssm.part = "block";
  EXPECT_EQ(fp16(ssm).flop, sum);
}

TEST(Work, OfAConvolution) {
  // 8×8×3 to 4×4×5 with 3×3 stride 2, padding 1: 4·4·5·(3·9) = 2160 MAC; 192 + 80 + 135 elements.
  const auto work = fp16(Conv2d{.in_h = 8, .in_w = 8, .in_c = 3, .out_c = 5, .kernel = 3, .stride = 2, .padding = 1});
  EXPECT_EQ(work.flop, 4320);
  EXPECT_EQ(work.bytes, 2 * 407);
}

TEST(Work, OfADepthwiseConvolution) {
  // 4×4×6, 3×3, padding 1, a filter per channel: 4·4·6·9 = 864 MAC; 96 + 96 + 54 elements.
  const Conv2d conv{.in_h = 4, .in_w = 4, .in_c = 6, .out_c = 6, .kernel = 3, .padding = 1, .groups = 6};
  EXPECT_EQ(fp16(conv).flop, 1728);
  EXPECT_EQ(fp16(conv).bytes, 492);
  EXPECT_FALSE(as_gemm(conv));
}

TEST(Work, OfCollectivesIsWhatTheBusiestLinkCarries) {
  const auto bytes = [](const char* algorithm) {
    return fp16(Collective{.algorithm = algorithm, .bytes = 800, .ranks = 8}).bytes;
  };
  EXPECT_EQ(bytes("all_reduce"), 1400);  // 2·7/8
  EXPECT_EQ(bytes("all_gather"), 700);
  EXPECT_EQ(bytes("reduce_scatter"), 700);
  EXPECT_EQ(bytes("alltoall"), 700);
  EXPECT_EQ(bytes("send_recv"), 800);
  EXPECT_EQ(fp16(Collective{.bytes = 800, .ranks = 1}).bytes, 0);
}

TEST(Work, OfWhatOnlyMovesBytes) {
  EXPECT_EQ(fp16(Elementwise{.rows = 3, .columns = 5, .moves = 4}).bytes, 120);
  EXPECT_EQ(fp16(Elementwise{.rows = 3, .columns = 5}).flop, 0);
  EXPECT_EQ(fp16(Memcpy{.path = "device", .bytes = 10}).bytes, 20);  // read and written
  EXPECT_EQ(fp16(Memcpy{.path = "host", .bytes = 10}).bytes, 10);
}

TEST(Tiles, FillWholeWaves) {
  EXPECT_EQ(tile_inflation(128, 128, 1), 1);
  // 16 rows on 4 units: tiles 16×64 cover 16×256 in one wave.
  EXPECT_EQ(tile_inflation(16, 256, 4), 1);
  // One row of 64: the smallest tile has 16 rows and 4 units wait for one.
  EXPECT_EQ(tile_inflation(1, 64, 4), 64);
  // 129 rows by 128, one unit: 9×2 tiles of 16×64 are 144·128 elements.
  EXPECT_DOUBLE_EQ(tile_inflation(129, 128, 1), 144. / 129);
  EXPECT_NEAR(tile_inflation(1e6, 1e6, 108), 1, 1e-3);
}

TEST(Tiles, SeeAConvolutionAsAGemm) {
  const auto gemm =
      as_gemm(Conv2d{.batch = 2, .in_h = 8, .in_w = 8, .in_c = 3, .out_c = 5, .kernel = 3, .stride = 2, .padding = 1});
  ASSERT_TRUE(gemm);
  EXPECT_EQ(gemm->m, 32);  // 2·4·4
  EXPECT_EQ(gemm->n, 5);
  EXPECT_EQ(gemm->k, 27);
  EXPECT_EQ(as_gemm(Conv2d{.in_h = 8, .in_w = 8, .in_c = 4, .out_c = 6, .groups = 2})->n, 3);
  EXPECT_FALSE(as_gemm(Elementwise{}));
}

TEST(Tiles, SeeExpertsAsOneGemmEach) {
  const auto gemm = as_gemm(Moe{.tokens = 2, .hidden = 8, .inter = 16, .experts = 4, .top_k = 2});
  ASSERT_TRUE(gemm);
  EXPECT_EQ(gemm->batch, 3);
  EXPECT_DOUBLE_EQ(gemm->m, 4. / 3);
  EXPECT_EQ(gemm->n, 32);
  EXPECT_EQ(gemm->k, 8);
}

}  // namespace
}  // namespace tradewind::cost
