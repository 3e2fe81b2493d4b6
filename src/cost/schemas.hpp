#pragma once
// What a target file and a model file may hold, for published schemas.

#include "config/fields.hpp"

namespace tradewind::cost {

config::Shape target_shape();
config::Shape model_shape();

}  // namespace tradewind::cost
