#pragma once
// What happens when, first come first served at equal dates: the queue in front of SimGrid's timers, which keep no
// order.

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/check.hpp"
#include "base/units.hpp"

namespace tradewind::simulation {

/// Something due at `date`; what it is and whom it concerns is the caller's business. `generation` lets the caller
/// recognise an event that no longer matters.
struct Event {
  Duration date;
  std::uint64_t sequence = 0;
  std::uint32_t kind = 0;
  std::uint32_t index = 0;
  std::uint64_t generation = 0;
};
static_assert(std::is_trivially_copyable_v<Event>);

/// Earliest first, in the order of push() among equal dates. A 4-ary heap of 16-byte keys, whose siblings share a cache
/// line; what the events carry stays where it was put. No allocation once it has reached its largest size.
class EventQueue {
 public:
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }

  void push(Duration date, std::uint32_t kind, std::uint32_t index, std::uint64_t generation = 0) {
    check(date.base >= 0, "an event needs a date");  // not a NaN either
    if (size_ == payloads_.size()) grow();
    const std::uint64_t slot = free_[size_];
    payloads_[slot] = {kind, index, generation};
    rise(size_++, {std::bit_cast<std::uint64_t>(date.base + 0.0), next_++ << slot_bits | slot});  // no negative zero
  }

  /// The earliest event; the queue is not empty.
  Event top() const {
    const Key key = keys_[0];
    const Payload& payload = payloads_[key.order & slot_mask];
    return {{std::bit_cast<double>(key.date)}, key.order >> slot_bits, payload.kind, payload.index, payload.generation};
  }
  /// Its date alone, cheaper.
  Duration next_date() const { return {std::bit_cast<double>(keys_[0].date)}; }

  /// Removes and returns the earliest event; the queue is not empty.
  Event pop() {
    const Event first = top();
    free_[--size_] = static_cast<std::uint32_t>(keys_[0].order & slot_mask);
    if (size_ > 0) sink(keys_[size_]);
    return first;
  }

 private:
  // 2^40 events in a run, 2^24 pending at a time.
  static constexpr unsigned slot_bits = 24;
  static constexpr std::uint64_t slot_mask = (1U << slot_bits) - 1;

  struct Key {
    std::uint64_t date;   // the bits of the double, which order dates that are not negative
    std::uint64_t order;  // sequence number, then slot: unique, so that keys are never equal
  };
  struct Payload {
    std::uint32_t kind, index;
    std::uint64_t generation;
  };
  struct Free {
    void operator()(Key* keys) const { ::operator delete[](keys, std::align_val_t{64}); }
  };

  static bool before(const Key& a, const Key& b) {
    __extension__ using Wide = unsigned __int128;  // compiles to a subtraction with borrow, without a branch
    return (Wide{a.date} << 64 | a.order) < (Wide{b.date} << 64 | b.order);
  }

  void rise(std::size_t node, Key key) {
    while (node > 0) {
      const std::size_t parent = (node - 1) / 4;
      if (!before(key, keys_[parent])) break;
      keys_[node] = keys_[parent];
      node = parent;
    }
    keys_[node] = key;
  }

  // Puts `key`, the former last one, in place of the root: the hole goes down to the bottom along the earliest
  // children, and the key rises from there, seldom far.
  void sink(Key key) {
    std::size_t node = 0;
    for (;;) {
      const std::size_t first = 4 * node + 1;
      std::size_t best = first;
      if (first + 4 <= size_) {
        const Key* keys = &keys_[first];
        const std::size_t left = before(keys[1], keys[0]), right = 2 + std::size_t{before(keys[3], keys[2])};
        best += before(keys[right], keys[left]) ? right : left;
      } else {
        if (first >= size_) break;
        for (std::size_t child = first + 1; child < size_; ++child)
          if (before(keys_[child], keys_[best])) best = child;
      }
      keys_[node] = keys_[best];
      node = best;
    }
    rise(node, key);
  }

  void grow() {
    const std::size_t room = std::max<std::size_t>(64, 2 * size_);
    check(room <= slot_mask + 1, "too many events pending");
    // Three keys of room in front, so that the children 4i + 1 … 4i + 4 of a node share a cache line.
    std::unique_ptr<Key[], Free> larger(new (std::align_val_t{64}) Key[room + 3]);
    std::copy_n(keys_, size_, larger.get() + 3);
    storage_ = std::move(larger);
    keys_ = storage_.get() + 3;
    payloads_.resize(room);
    free_.resize(room);
    for (std::size_t slot = size_; slot < room; ++slot) free_[slot] = static_cast<std::uint32_t>(slot);
  }

  std::size_t size_ = 0;
  std::uint64_t next_ = 0;
  std::unique_ptr<Key[], Free> storage_;
  Key* keys_ = nullptr;
  std::vector<Payload> payloads_;
  std::vector<std::uint32_t> free_;  // from size_ on: the slots without an event
};

}  // namespace tradewind::simulation
