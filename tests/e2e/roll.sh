#!/bin/bash
# `tipstaff check --roll`, `tipstaff find` and `tipstaff roll index` through the program: a store of invented people, files
# that hold some of them and files that do not, refusals, and that nothing tells who is protected (law 7).
# Usage: roll.sh TIPSTAFF
set -u
program=$(realpath "$1")
. "$(dirname "$0")/counting.sh"

echo 'seven lanterns on the harbour wall' >passphrase
export TIPSTAFF_PASSPHRASE_FILE=$work/passphrase

# Two rolls that differ only in who is protected.
names=(Thistle Hawthorn Featherstonehaugh Colquhoun Llewellyn "O’Sullivan" Smith-Barrington McKenzie Ashworth Thackeray Postlethwaite Prydderch Szczepański Okonkwo Dlamini Kazlauskas)
given=(Rowan Ash Imogen Hamish Rhys Siobhán Alice Fiona Peter Grace Harry Nerys Paweł Ngozi Sipho Elif)
for roll in open covert ordered; do
  printf 'Surname,Forenames,Rank,Location,Warrant number,Pay number,Email,Protected\n' >$roll.csv
  for i in "${!names[@]}"; do
    flag=no
    [[ $roll == covert && $i -lt 3 ]] && flag=yes
    printf '%s,%s,Constable,North,NM4100%02d,200410%02d,p%02d@force.example,%s\n' "${names[i]}" "${given[i]}" "$i" "$i" "$i" $flag >>$roll.csv
  done
done

make_store() { # ROLL [OPTIONS OF THE IMPORT]
  export TIPSTAFF_DIR=$work/store-$1
  "$program" --json init "$TIPSTAFF_DIR" --force 'Northmoor Constabulary' --role registrar --role keeper --role dpo >made 2>said || { wrong 'init'; exit 1; }
  sed 's/.*"token":"\([^"]*\)".*/\1/' made >token-keeper
  for guard in guard1 guard2; do
    code=$(as keeper principal add $guard --role 'security officer' 2>/dev/null | grep -oE '[A-Za-z0-9_-]{40,}' | head -1)
    echo 'a secret of some length' | "$program" enrol -- "$code" 2>/dev/null | grep -oE '[A-Za-z0-9_-]{40,}' | head -1 >token-$guard
  done
  as keeper roll import "$1.csv" "${@:2}" >said 2>&1 || wrong "roll import"
  cp token-keeper token-$1
}
grant() {
  as guard1 propose grant-protected keeper --class identity --class pay --class contact --purpose 'disclosure check' >said 2>/dev/null || wrong 'propose'
  as guard2 decide "$(grep -oE '[0-9]+' said | head -1)" >said 2>&1 || wrong 'decide'
}

# What is looked at: a register in plain sight, a letter, other people, prose.
{
  printf 'surname,initial,rank\n'
  for i in "${!names[@]}"; do printf '%s,%s,Constable\n' "${names[i]}" "${given[i]:0:1}"; done
} >visible.csv
printf 'Dear Sir,\n\nthank you for your letter.\n\nGrace Thackeray\n' >letter.txt
printf 'Dear Sir,\n\nthank you for your letter.\n\nZebedee Quux\n' >other.txt
printf 'note,number\nseen,NM410007\n' >number.csv

make_store open
expect 4 'no grant' as keeper check visible.csv --roll "$TIPSTAFF_DIR"
grant
entries() { as keeper ledger verify 2>/dev/null | grep -oE '[0-9,]+ entries' | head -1 | tr -d ', a-z'; }
before=$(entries)
expect 1 '16 people of your roll, 100% of it' as keeper check visible.csv --roll "$TIPSTAFF_DIR"
after=$(entries)
checks=$((checks + 1))
[[ $((after - before)) == 16 ]] || wrong "reading 16 people left $((after - before)) entries"
expect 1 'surname + initial, rank' as keeper check visible.csv --roll "$TIPSTAFF_DIR"
expect 0 'possible: 1 person of your roll' as keeper check letter.txt --roll "$TIPSTAFF_DIR"
expect 0 'PASS' as keeper check other.txt --roll "$TIPSTAFF_DIR"
checks=$((checks + 1)); grep -q 'your roll' said && wrong 'somebody else is taken for one of the roll'
expect 1 '"rule":"roll-visible","severity":"hold"' as keeper check visible.csv --roll "$TIPSTAFF_DIR" --format json
expect 1 '"people":16' as keeper check visible.csv --roll "$TIPSTAFF_DIR" --format json
expect 5 'there is no roll' as keeper check visible.csv --roll nowhere
expect 10 'no roll index' as keeper check visible.csv --roll visible.csv --roll-key <(printf '%064d\n' 1)
expect 2 '--roll-key' as keeper check visible.csv --roll visible.csv

# No name is printed, and nothing tells who is protected.
as keeper check visible.csv letter.txt number.csv --roll "$TIPSTAFF_DIR" >said.open 2>&1
make_store covert
grant
as keeper check visible.csv letter.txt number.csv --roll "$TIPSTAFF_DIR" >said.covert 2>&1
checks=$((checks + 1))
cmp -s said.open said.covert || { diff said.open said.covert >said; wrong 'the answers for two rolls that differ in who is protected differ'; }
for name in "${names[@]}"; do grep -qF -- "$name" said.open && { cp said.open said; wrong "‘$name’ is printed"; }; done

# An index for use away from the store: two people, custody of everybody in it, nobody protected, never for a supplier.
expect 4 'never made for a supplier' as guard1 propose roll-index --holder supplier:Cardholme --reason 'a search of the shares'
expect 2 'principal:NAME' as guard1 propose roll-index --holder Cardholme --reason 'a search of the shares'
expect 5 'no principal' as guard1 propose roll-index --holder principal:nobody --reason 'a search of the shares'
expect 4 'role' as keeper propose roll-index --holder principal:guard1 --reason 'a search of the shares'
expect 0 'Proposal' as guard1 propose roll-index --holder principal:guard1 --reason 'a search of the shares'
proposal=$(sed -n 's/^Proposal \([0-9]*\)\..*/\1/p' said)
expect 4 'not approved' as guard1 roll index --proposal "$proposal" --out roll.index --key roll.key
expect 4 'second person' as guard1 decide "$proposal"
expect 0 '' as guard2 decide "$proposal"
expect 4 'who proposed' as guard2 roll index --proposal "$proposal" --out roll.index --key roll.key
expect 0 '13 people, the protected not among them' as guard1 roll index --proposal "$proposal" --out roll.index --key roll.key
expect 4 'exists' as guard1 roll index --proposal "$proposal" --out roll.index --key other.key
expect 4 'has been used' as guard1 roll index --proposal "$proposal" --out other.index --key other.key
as guard1 custody list >said 2>&1
checks=$((checks + 1)); grep -qE 'principal +guard1 +13 copies, +13 still open' said || wrong 'custody of the index is not open'
expect 1 '13 people of your roll, 100% of it' env -u TIPSTAFF_PASSPHRASE_FILE "$program" check visible.csv --roll roll.index --roll-key roll.key
expect 1 'share/staff.csv: sure' bash -c 'mkdir -p share && cp visible.csv share/staff.csv && "$0" find share --roll roll.index --roll-key roll.key' "$program"
rm -rf share
printf '%064d\n' 7 >wrong.key
expect 6 'another one' "$program" check visible.csv --roll roll.index --roll-key wrong.key
sed '2s/^./#/' roll.index >cut.index
expect 6 'altered' "$program" check visible.csv --roll cut.index --roll-key roll.key
echo short >short.key
expect 10 '64 hexadecimal' "$program" check visible.csv --roll roll.index --roll-key short.key
for name in "${names[@]}" NM4100; do grep -qaF -- "$name" roll.index && wrong "‘$name’ stands in the index"; done

# Where is our data? Folders with a table, an archive, raw bytes of a disk in two encodings, other people, and what is no file.
mkdir -p share/home share/other
cp visible.csv share/home/staff.csv
cp other.txt share/other/letter.txt
cp letter.txt share/other/signed.txt
{ head -c 300000 /dev/urandom; printf '\nThistle,Rowan,NM410000,20041000\nHawthorn,Ash,NM410001,20041001\n'; head -c 300000 /dev/urandom; } >share/disk.img
{ head -c 4096 /dev/zero; printf 'Imogen Featherstonehaugh NM410002; ' | iconv -t UTF-16LE; head -c 4096 /dev/zero; } >share/dump.raw
# A disk's image with a file system, and a workbook on it: packed, so its bytes say nothing.
mkdir volume
/usr/bin/python3 -c 'import csv, openpyxl
book = openpyxl.Workbook()
for row in csv.reader(open("visible.csv", encoding="utf-8")): book.active.append(row)
book.save("volume/staff.xlsx")'
"$(command -v mke2fs || echo /sbin/mke2fs)" -q -F -t ext4 -d volume share/volume.img 8M >/dev/null
ln -s ../visible.csv share/link.csv
ln -s /etc share/elsewhere
sha256sum share/home/staff.csv >baseline
roll=(--roll "$TIPSTAFF_DIR" --purpose 'disclosure check')
expect 1 'share/home/staff.csv: sure' as keeper find share "${roll[@]}" --baseline baseline
for words in '16 people of your roll, 100% of it; surname + initial, rank' 'a known copy: share/home/staff.csv' 'share/disk.img: sure (bytes)' '2 people of your roll' \
  'share/dump.raw: sure (bytes)' 'share/volume.img: sure (bytes)' 'an unknown copy' 'share/other/signed.txt: possible' '6 files' '2 symbolic links not followed' 'Together 16 people of your roll, 100.0% of it'; do
  checks=$((checks + 1))
  grep -qF -- "$words" said || wrong "find does not say «$words»"
done
checks=$((checks + 1)); grep -q 'other/letter.txt' said && wrong 'find names a file of other people'
for name in "${names[@]}"; do grep -qF -- "$name" said && wrong "find prints ‘$name’"; done
# What went through the disclosure register is known by its bytes, and by nothing else.
as keeper disclosure submit share/home/staff.csv --reference 'FOI 2026/9' --audience 'the public' --declare '16 rows' --where https://northmoor.example/foi/9 >said 2>&1
cp share/home/staff.csv share/other/again.csv
{ cat share/home/staff.csv; echo; } >share/other/changed.csv
expect 1 'a known copy: disclosure 1 of the register (FOI 2026/9), submitted, never published' as keeper find share/other/again.csv "${roll[@]}"
expect 1 'an unknown copy: it is not in the baseline, nor in the disclosure register' as keeper find share/other/changed.csv "${roll[@]}" --baseline baseline
checks=$((checks + 1)); grep -q 'a known copy' said && wrong 'other bytes are taken for a known copy'
expect 1 'a known copy: share/home/staff.csv; disclosure 1' as keeper find share/home/staff.csv "${roll[@]}" --baseline baseline
rm share/other/again.csv share/other/changed.csv
expect 1 '"grade":"sure"' as keeper --json find share "${roll[@]}"
expect 0 '1 files' as keeper find share/other/letter.txt "${roll[@]}"
expect 0 'possible' as keeper find share/other "${roll[@]}" --state state
expect 0 '1 searched before held nobody' as keeper find share/other "${roll[@]}" --state state
echo 'tipstaff find something else' >state-of-another
expect 4 'another roll' as keeper find share/other "${roll[@]}" --state state-of-another
expect 2 '--roll' "$program" find share
expect 5 'there is no' as keeper find nowhere "${roll[@]}"
expect 5 'no baseline' as keeper find share "${roll[@]}" --baseline nowhere
expect 10 'line 1' as keeper find share "${roll[@]}" --baseline visible.csv
# Whose copy is it? A supplier was once handed the first six; a file with just these turns up.
{ echo 'Surname,Forenames,Warrant number'; for i in 0 1 2 3 4 5; do echo "${names[i]},${given[i]},NM4100$(printf %02d $i)"; done; } >six.csv
expect 0 '6' as keeper custody declare --holder 'supplier:Cardholme' --file six.csv --since 2026-01-05
# An older file has surnames and initials only.
{ echo 'Surname,Initials,Post'; for i in 0 1; do echo "${names[i]},${given[i]:0:1},Constable"; done; echo 'Nobody,Z,Constable'; } >initials.csv
expect 0 'with --purpose they are' as keeper custody declare --holder 'supplier:Older' --file initials.csv --since 2020-01-05
checks=$((checks + 1)); grep -q 'nobody on the roll: 3 of 3' said || wrong 'initials alone are nobody’s full name'
expect 4 'no grant' as keeper custody declare --holder 'supplier:Older' --file initials.csv --since 2020-01-05 --purpose 'an old file'
expect 0 'nobody on the roll: 1 of 3' as keeper custody declare --holder 'supplier:Older' --file initials.csv --since 2020-01-05 --purpose 'disclosure check'
checks=$((checks + 1)); grep -qE '^Only by another written form of the name, possibly: [0-9]+ people' said || wrong 'who is meant by initials is not told'
expect 0 '6 people of the roll can be told apart' as keeper find six.csv --whose "${roll[@]}"
checks=$((checks + 1)); grep -qE '^sure +[0-9.]+%  supplier:Cardholme, as of 2026-01-05T00:00:00Z: it had 6 of them by then, and 6 people in all$' said || wrong 'the copy is not named'
for name in "${names[@]}"; do grep -qF -- "$name" said && wrong "find --whose prints ‘$name’"; done
expect 0 '"holder":"supplier:Cardholme"' as keeper --json find six.csv --whose "${roll[@]}"
expect 2 'too few to say' as keeper find share/other/signed.txt --whose "${roll[@]}"
expect 2 'no index' as keeper find six.csv --whose --roll roll.index --roll-key roll.key
expect 5 'there is no' as keeper find nowhere.csv --whose "${roll[@]}"
mkfifo share/other/pipe
expect 0 '' as keeper find share/other "${roll[@]}"
printf 'PK\003\004 cut off' >share/other/cut.zip
expect 3 'not read, or not whole' as keeper find share/other "${roll[@]}"

# While a server has the store open it reads the roll for the search, for the principal of the token and by the same rules; the search's own
# process has no key of the store. The same answers and refusals, the same entries, one copy of everybody in custody, and no file.
whole() { as keeper check visible.csv letter.txt number.csv other.txt --roll "$1"; }
whole "$TIPSTAFF_DIR" >check.opened 2>/dev/null
as keeper find share "${roll[@]}" >find.opened 2>/dev/null
as keeper find six.csv --whose "${roll[@]}" >whose.opened 2>/dev/null
as guard1 check visible.csv --roll "$TIPSTAFF_DIR" 2>&1 | tail -1 >refused.opened
as keeper find share --roll "$TIPSTAFF_DIR" --purpose curiosity 2>&1 | tail -1 >purpose.opened
before=$(entries)
"$program" serve --port 0 --name 127.0.0.1 >served 2>&1 &
server=$!
for _ in $(seq 300); do grep -q 'Stop with' served && break; kill -0 "$server" 2>/dev/null || { cp served said; wrong 'serve does not start'; exit 1; }; sleep 0.1; done
(cd "$TIPSTAFF_DIR" && find . -type f | sort) >files.before
(
  unset TIPSTAFF_PASSPHRASE_FILE
  whole "$TIPSTAFF_DIR" >check.served 2>served.said
  whole "$TIPSTAFF_DIR/socket" >check.socket 2>/dev/null
  as keeper find share "${roll[@]}" >find.served 2>/dev/null
  as keeper find six.csv --whose "${roll[@]}" >whose.served 2>/dev/null
  as guard1 check visible.csv --roll "$TIPSTAFF_DIR" >refused.served 2>&1
  as keeper find share --roll "$TIPSTAFF_DIR" --purpose curiosity >purpose.served 2>&1
)
for what in check find whose refused purpose; do
  checks=$((checks + 1))
  cmp -s $what.opened $what.served || { diff $what.opened $what.served >said; wrong "$what: a server's answer is another"; }
done
checks=$((checks + 1)); grep -q 'holds its keys' served.said && wrong 'the search opened the store'
checks=$((checks + 1)); grep -qF 'no grant lets guard1' refused.served || wrong 'the refusal is another'
checks=$((checks + 1)); cmp -s check.socket check.opened || { cp check.socket said; wrong 'by its socket the server answers otherwise'; }
(cd "$TIPSTAFF_DIR" && find . -type f | sort) >files.after
checks=$((checks + 1)); cmp -s files.before files.after || wrong 'a search by the server left a file in the store'
expect 0 '"holder":"supplier:Cardholme"' as keeper --json find six.csv --whose "${roll[@]}"
expect 2 'too few to say' as keeper find share/other/signed.txt --whose "${roll[@]}"
expect 9 'no such session' env TIPSTAFF_TOKEN=guessed "$program" check visible.csv --roll "$TIPSTAFF_DIR"
expect 2 'TIPSTAFF_TOKEN' env -u TIPSTAFF_TOKEN "$program" check visible.csv --roll "$TIPSTAFF_DIR"
expect 2 'of a running server' as keeper roll hand-over --purpose 'disclosure check'
expect 2 'of a running server' as keeper roll whose
checks=$((checks + 1)); as keeper custody list 2>/dev/null | grep -qE 'principal +keeper +6 copies, +0 still open' || { as keeper custody list >said 2>&1; wrong 'who was handed the roll has no copy in custody'; }
after=$(entries)
checks=$((checks + 1)); [[ $((after - before)) == $((16 * 6 + 6 + 2)) ]] || wrong "six searches left $((after - before)) entries"
expect 0 'is open' as guard1 incident open --holder principal:keeper --from 2020-01-01
expect 0 '"certain":16' as guard1 --json incident exposure INC-1
kill "$server"; wait "$server" 2>/dev/null; server=
/usr/bin/python3 -c 'import socket; socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET).bind("socket-of-nobody")'
expect 8 'no server answers' as keeper check visible.csv --roll socket-of-nobody

# People get their numbers in the order of the file, whichever photograph takes longest to be made ready.
mkdir photos
/usr/bin/python3 - photos/NM410000.png <<'END'
import struct, sys, zlib
chunk = lambda name, data: struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
side = 5000
pixels = zlib.compress(bytes(1 + side) * side, 1)
open(sys.argv[1], "wb").write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)) + chunk(b"IDAT", pixels) + chunk(b"IEND", b""))
END
make_store ordered --photos photos
for i in "${!names[@]}"; do
  checks=$((checks + 1))
  as keeper person find "$(printf 'NM4100%02d' "$i")" 2>/dev/null | grep -qw "$((i + 1))" || wrong "row $((i + 1)) of the file became another number"
done

finish
