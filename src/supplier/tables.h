// What the office's half of the presses keeps, and what passes between it and who draws the cards.
#pragma once

#include "supplier/batch.h"

namespace tipstaff::supplier {

struct DeskTables {
  ledger::Table<Supplier> suppliers;
  ledger::Table<Press> presses;
  ledger::Table<Invitation> invitations;
  ledger::Table<Job> jobs;
  ledger::Table<Item> items;
  ledger::Table<Batch> batches;
};

// A locked item's place in its job's file.
struct Locked {
  Bytes wrapped_key;
  Hash sha256{};
  std::uint64_t offset = 0, bytes = 0;
  FieldSet fields;
};

// Why a press must stop: a receipt or a destruction is overdue (law 4).
struct Overdue {
  PressId press;
  std::string why;
};

}  // namespace tipstaff::supplier
