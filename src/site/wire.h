// A Recording and what was made of it, between the sandboxed child and its parent: CBOR (RFC 8949), each thing an array
// of fixed length, texts as byte strings because they need not be UTF-8. The parent takes nothing on trust but what it
// can check: lengths, kinds, places.
#pragma once

#include "base/cbor.h"
#include "site/examine.h"

namespace tipstaff::site::wire {

void put(cbor::Writer& out, const Exchange& exchange);
void put(cbor::Writer& out, const Page& page);
void put(cbor::Writer& out, const Examined& examined);
void put(cbor::Writer& out, const Wanted& wanted);
void put_texts(cbor::Writer& out, const std::vector<std::string>& texts);
void put_text(cbor::Writer& out, std::string_view text);

// Errors: kInvalid.
Result<Exchange> take_exchange(cbor::Reader& in);
Result<Page> take_page(cbor::Reader& in);
Result<Examined> take_examined(cbor::Reader& in);
Result<Wanted> take_wanted(cbor::Reader& in);
Result<std::vector<std::string>> take_texts(cbor::Reader& in);
Result<std::string> take_text(cbor::Reader& in);

}  // namespace tipstaff::site::wire
