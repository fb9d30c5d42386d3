// What a witness or a ledger's reader is sent: notes, checkpoints, keys, requests, tile paths and bundles. Properties:
// no crash, and what is accepted has one spelling.
#include <cstdint>
#include <cstdlib>

#include "ledger/tiles.h"
#include "ledger/witness.h"

using namespace tipstaff;
using namespace tipstaff::ledger;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  const std::string text(as_text(bytes));
  const auto note = parse_note(bytes);
  if (note && format_note(*note) != text) std::abort();
  const auto checkpoint = parse_checkpoint(text);
  if (checkpoint && format_checkpoint(*checkpoint) != text) std::abort();
  const auto request = parse_add_checkpoint(bytes);
  if (request && format_add_checkpoint(*request) != text) std::abort();
  const auto key = parse_vkey(text);
  if (key && key->text() != text) std::abort();
  const auto path = parse_tile_path(text);
  if (path && (path->entries ? entries_path(path->tile.index, path->tile.width) : tile_path(path->tile)) != text)
    std::abort();
  if (size > 0) (void)parse_bundle(bytes.subspan(1), data[0]);
  return 0;
}
