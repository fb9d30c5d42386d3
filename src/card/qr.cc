#include "card/qr.h"

#include <zint.h>

#include <memory>

namespace tipstaff::card {
namespace {

constexpr int kLevelM = 2, kMostModules = 117;

}  // namespace

Result<StampCode> qr_code(std::string_view text) {
  const std::unique_ptr<zint_symbol, decltype(&ZBarcode_Delete)> symbol(ZBarcode_Create(), ZBarcode_Delete);
  if (symbol == nullptr) throw std::bad_alloc();
  symbol->symbology = BARCODE_QRCODE;
  symbol->option_1 = kLevelM;
  const int outcome =
      ZBarcode_Encode(symbol.get(), reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  if (outcome >= ZINT_ERROR || symbol->rows <= 0 || symbol->rows != symbol->width || symbol->width > kMostModules)
    return fail(Code::kInvalid, "the stamp does not fit the code on a card");
  StampCode out{symbol->width, {}};
  out.dark.reserve(static_cast<std::size_t>(out.modules) * static_cast<std::size_t>(out.modules));
  for (int y = 0; y < out.modules; ++y)
    for (int x = 0; x < out.modules; ++x) out.dark.push_back(symbol->encoded_data[y][x / 8] >> (x % 8) & 1U);
  return out;
}

}  // namespace tipstaff::card
