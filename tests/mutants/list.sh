# One guard taken out at a time: mutant LAW 'what is gone' FILE 'perl expression over the whole file'.
# The expression must change the file, and the result must compile: what it proves is that the law's test notices.

# Law 1: no log, no read.
mutant 01 'the vault opens a field that no entry records' src/roll/roll.cc \
  's/if \(!durable\.covers\(sealed\.person, fields\)\)/if (false)/'
mutant 01 'a key is handed over that no entry records' src/supplier/desk_items.cc \
  's/!durable\.covers\(item\.person, item\.fields\) \|\| //'
mutant 01 'the clerk answers as if a failed commit had worked' src/ledger/clerk.cc \
  's/if \(const auto committed = db_->commit\(\); !committed\)/if (const auto committed = db_->commit(); !committed \&\& false)/'

# Law 2: the press gets a card, not a record.
mutant 02 'the pay number is drawn where the unit belongs' src/office/rendering.cc \
  's/if \(design\.shows\(Variable::kUnit\)\) out\.add\(Field::kUnit\)/if (design.shows(Variable::kUnit)) out.add(Field::kPayNumber)/;
   s/face\.unit = take\(Field::kUnit\)/face.unit = take(Field::kPayNumber)/;
   s/ & kCardFields & kept/ \& kept/'
mutant 02 'the vetting level stands in the name on the card' src/office/rendering.cc \
  's/FieldSet out;\n  if \(design\.shows/FieldSet out = {Field::kVettingLevel};\n  if (design.shows/;
   s/face\.rank = take\(Field::kRank\)/face.rank = take(Field::kVettingLevel)/;
   s/ & kCardFields & kept/ \& kept/'

# Law 3: one card, one key, one press.
mutant 03 'a key asked for again is sealed and charged again' src/supplier/desk_items.cc \
  's/if \(item\.state == ItemState::kReleased\) return \{\};  \/\/ the same box[^\n]*//'
mutant 03 'the office keeps the key after the receipt' src/supplier/desk_items.cc \
  's/item\.wrapped_key\.clear\(\);  \/\/ law 3[^\n]*\n  item\.box\.clear\(\);//'
mutant 03 'a press may name an item of another press' src/supplier/desk_items.cc \
  's/ \|\| tables_\.items\.find\(found->second\)->value\.press != press\)/ || press.value == 0)/'

# Law 4: budgets are hard.
mutant 04 'a release is not counted against the budget' src/supplier/desk_items.cc \
  's/if \(item\.newly\) TRY\(check_budget\([^;]*\)\);//'
mutant 04 'a window of a day counts as an hour' src/supplier/budget.cc \
  's/budget\.per_day, std::chrono::hours\(24\)/budget.per_day, std::chrono::hours(1)/'
mutant 04 'a late receipt does not halt the press' src/office/press_door.cc \
  's/Result<Bytes> PressDoor::release\(([^\n]*)\n  TRY\(halt_if_overdue\(certificate\)\);/Result<Bytes> PressDoor::release($1/'
mutant 04 'a clock that leaps ahead refills the budget' src/ledger/ledger_time.cc \
  's/if \(clock > expected \+ tolerance_\)/if (false)/'

# Law 5: every copy has a custodian.
mutant 05 'a released card opens no custody' src/supplier/desk_items.cc \
  's/TRY_ASSIGN\(item\.opened, book_\.open\(write, copy\)\);//'
mutant 05 'a copy on disk or ribbon ends with the printing' src/supplier/desk_items.cc \
  's/receipt\.disk_copy_made \|\| on_ribbon/receipt.disk_copy_made \&\& on_ribbon \&\& false/'
mutant 05 'a locked copy that was fetched is not recorded' src/supplier/desk_items.cc \
  's/TRY_ASSIGN\(item\.locked, book_\.open\(write, copy_of\(item, custody::Form::kLocked, write\.now\(\), entry\)\)\);//'

# Law 6: certain, possible, excluded.
mutant 06 'the holder is believed that a copy is gone' src/incident/exposure.cc \
  's/surely_before && end == End::kIndependent/surely_before/'
mutant 06 'what may not have arrived counts as certain' src/incident/exposure.cc \
  's/ \|\| !delivered \|\| / || /'
mutant 06 'the edges have no clock error' src/incident/exposure.cc \
  's/const Duration error = question\.clock_error;/const Duration error{};/'
mutant 06 'what was before the record counts as excluded' src/incident/exposure.cc \
  's/ \|\| unknown_before\)/)/'
mutant 06 'locked copies stay excluded when the keys are in scope' src/incident/exposure.cc \
  's/form == Form::kLocked && !question\.keys_in_scope/form == Form::kLocked/'
mutant 06 'an accepted clock throws no doubt on what it dated' src/office/breach.cc \
  's/question\.clock_doubts = clock_doubts\(office\.keeping\(\)\);//'
mutant 06 'a witness of another time throws no doubt on the clock' src/office/outside_clocks.cc \
  's/const bool ahead = .*;/const bool ahead = false;/; s/const bool behind = .*;/const bool behind = false;/'
mutant 06 'one supplier alone widens answers' src/office/outside_clocks.cc \
  's/ \|\| one\.supplier == other\.supplier//; s/auto b = std::next\(a\)/auto b = a/'
mutant 06 'an answer goes out as it was before its own record brought out a wrong clock' src/office/breach.cc \
  's/if \(!doubts_stand\(\)\)/if (false)/'
mutant 06 'who accepted a clock that differs confirms it too' src/office/outside_clocks.cc \
  's/if \(row\.accepted_by == by\.id\)/if (false)/'
mutant 06 'who accepted a clock confirms it too' src/office/clock_leaps.cc \
  's/if \(row\.accepted_by == actor\.id\)/if (false)/'
mutant 06 'a gap in the record has sharp edges' src/office/breach.cc \
  's/if \(!may_be_within\(question, gap\.gap_from\)\)/if (question.window.to < gap.gap_from)/'
mutant 06 'a clock set back, though not before the last entry, is believed' src/ledger/ledger_time.cc \
  's/if \(ticked_ && clock \+ tolerance_ < expected\)/if (false)/'
mutant 06 'a bureau is believed that its copies are gone' src/supplier/desk_items.cc \
  's/if \(press\.bureau\) return \{\};  \/\/ it holds plaintext[^\n]*//'

# Law 7: the protected stay in.
mutant 07 'the desk queues a protected person for an outside press' src/supplier/desk_items.cc \
  's/if \(protected_person && !press\.inside\)/if (protected_person \&\& false)/'
mutant 07 'no ordinary card is made inside' src/office/issuing.cc \
  's/ \|\| drawn\(write\.random\(\), plan\.inside_share\)//'
mutant 07 'a grant without a second approver reads the protected' src/access/access.cc \
  's/\(!protected_person \|\| grant\.covers_protected\)/(!protected_person || true)/'
mutant 07 'a roll index holds the protected' src/office/roll_index.cc \
  's/ && !stored\.value\.is_protected//; s/ \|\| row->value\.is_protected//'

# Law 8: two people.
mutant 08 'who asks for a card approves it' src/office/issuing.cc \
  's/if \(row->requested_by == actor\.id\)/if (false)/'
mutant 08 'who approves a card sends it to a press' src/supplier/desk_items.cc \
  's/if \(asked->value\.approved_by == by\)/if (false)/'
mutant 08 'who invites a press approves it' src/supplier/desk_presses.cc \
  's/if \(row\.invited_by == by\)/if (false)/'
mutant 08 'who proposes an act decides it' src/office/two_people.cc \
  's/if \(proposal\.asked_by == actor\.id\)/if (false)/'
mutant 08 'who grants, grants to himself' src/office/two_people.cc \
  's/if \(\*principal == pair\.asked \|\| \*principal == pair\.decided\)/if (false)/'
mutant 08 'who submits a disclosure approves it' src/office/disclosure_register.cc \
  's/if \(row\.submitted_by == actor\.id\)(\s+return fail\(Code::kRefused, "who submitted a disclosure does not decide)/if (false)$1/'
mutant 08 'who approves a disclosure publishes it' src/office/disclosure_register.cc \
  's/if \(row\.decided_by == actor\.id\)/if (false)/'
mutant 08 'a roll index is made before a second person has approved it' src/office/roll_index.cc \
  's/if \(proposal\.state != Proposal::State::kApproved\)/if (false)/'
mutant 08 'who approves a roll index makes it' src/office/roll_index.cc \
  's/if \(proposal\.asked_by != actor\.id\)/if (false)/'

# Law 9: erasure without breaking the log.
mutant 09 'erasing leaves the sealed fields in the store' src/roll/roll.cc \
  's/for \(const char\* sql : \{sql::kDeleteBlob, sql::kDeletePhoto, sql::kDeleteIndex\}\)/for (const char* sql : {sql::kDeleteIndex})/'
mutant 09 'erasing leaves the blind index in the store' src/roll/roll.cc \
  's/sql::kDeleteBlob, sql::kDeletePhoto, sql::kDeleteIndex/sql::kDeleteBlob, sql::kDeletePhoto/'
mutant 09 'a leaf commits to its detail without a nonce' src/ledger/clerk_store.cc \
  's/random\.fill\(opening\);//'

mutant 09 'an older copy of the store still tells who had what' src/office/erasure.cc \
  's/TRY\(office\.rotate_store_keys\(actor\.id\)\);//'
mutant 09 'an erasure is complete although a backup holds the old keys' src/office/erasure.cc \
  's/ && blocking\(office, stored\.value\)\.empty\(\)//'

# Law 10: hostile bytes meet no keys.
mutant 10 'the child runs without a filter of system calls and without Landlock' src/base/sandbox_lock.cc \
  's/TRY\(landlock_everything\(\)\);/if (false) TRY(landlock_everything());/; s/return filter_calls\(\);/return limits.processor.count() < 0 ? filter_calls() : Result<void>{};/'
mutant 10 'the child has no limit of memory' src/base/sandbox_lock.cc \
  's/TRY\(limit\(RLIMIT_AS, limits\.memory_bytes, "a limit on memory"\)\);//'

# Law 11: no plaintext at rest.
mutant 11 'artwork waits for its press unlocked' src/office/rendering.cc \
  's/press::lock_item\(work\.item\.id, key, pdf->reveal\(\), office_\.random\(\)\)/to_bytes(pdf->reveal())/'
mutant 11 'the entries of the ledger lie open in the store' src/ledger/clerk_store.cc \
  's/(out\[i\]\.box = )seal_opening\(keys, [^;]*;/$1opening;/'

# Law 12: a stop at any instruction loses nothing acknowledged.
mutant 12_stops 'the press prints before it has written its intent' src/press/agent.cc \
  's/TRY\(journal_\.intent\(item\.item, serial, printer\.leaves_disk_copy\(\)\)\);\n//;
   s/(    touched_printer = artwork\.has_value\(\);\n[^\n]*\n  \}[^\n]*\n)/$1  TRY(journal_.intent(item.item, serial, printer.leaves_disk_copy()));\n/;
   s/TRY\(journal_\.withdrawn\(item\.item\)\);[^\n]*//'
mutant 12 'the store does not sync what it commits' src/db/sqlite.cc \
  's/PRAGMA synchronous=FULL/PRAGMA synchronous=OFF/'
mutant 12_stops 'an intent without an outcome is forgotten at the next start' src/press/agent.cc \
  's/for \(const ItemId& item : journal_\.uncertain\(\)\) \{/for (const ItemId\& item : std::vector<ItemId>()) {/'

# Law 13: the store is not believed.
mutant 12 'a witness that could not be recorded put out of use again' src/office/witness_use.cc \
  's/TRY\(before \? [^;]*;//'
mutant 13 'rows put back to an older state are believed' src/ledger/clerk.cc \
  's/TRY\(store_\.check_anchor\(sums_\)\);//'
mutant 13 'a whole store put back is believed' src/ledger/clerk.cc \
  's/return store_\.check_outside_copy\(files, settings_\.checkpoint_file\);/return {};/'
mutant 13 'a store goes on without its witness' src/office/office.cc \
  's/if \(!opening\.other_witness\) TRY\(check_witness\(self\)\);//'
mutant 13 'one row may stand in the place of another' src/ledger/rows.cc \
  's/  put\(id, 8\);\n//'
mutant 13 'a restore believes a checkpoint older than the backup' src/ledger/extend.cc \
  's/if \(signed_head->size < head\.size\)/if (false)/'
mutant 13 'a restored store releases again' src/office/restore.cc \
  's/TRY\(office\.desk\(\)\.forget_after_restore\(write, \{\}\)\);//'
mutant 13 'the gap of a restore is left out of answers' src/office/breach.cc \
  's/add_gaps\(office, holder, question\);\n//'
mutant 13 'the erased come back with a restore' src/office/restore.cc \
  's/TRY\(erase_again\(office, write, erased\.person, \{\}\)\);//'
mutant 13 'the end of a backup can be cut off' src/office/backup_file.cc \
  's/w\.array\(4\)\.text\("backup"\)\.bytes\(head\)\.uint\(number\)\.boolean\(last\);/w.array(4).text("backup").bytes(head).uint(number).boolean(number == 1000000 \&\& last);/'
