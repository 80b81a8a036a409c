/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The operations of an Xtensa, by the registers that they use.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Code density forms decode to the same operations.  `fetch` decodes an entry (it must come
 * first, because new entries are zero), `edge` stands behind the last byte of a region,
 * `outside` for every pc that is in no region, `hook` for the simulated ROM's addresses.
 */
#ifndef SIM_CPU_XTENSA_XTENSA_OPERATIONS_H
#define SIM_CPU_XTENSA_XTENSA_OPERATIONS_H

/* The letters are the fields of struct xtensa_insn that are registers. */
#define XTENSA_USING_NONE(X) \
    X(fetch) X(edge) X(outside) X(hook) X(ill) X(ssai) X(call0) X(nop) X(rfe) X(rfde) X(rfi) \
    X(waiti) X(brk) X(syscall) X(simcall) \
    X(retw) X(rotw) X(rfwo) X(rfwu) \
    X(andb) X(andbc) X(orb) X(orbc) X(xorb) X(any4) X(all4) X(any8) X(all8) \
    X(mac_dd)
#define XTENSA_USING_R(X) X(movi) X(l32r) X(l32r_far) X(rer) X(rsr) X(xsr) X(rsil) X(rur)
#define XTENSA_USING_S(X) \
    X(ssl) X(ssr) X(ssa8l) X(ssa8b) X(jx) X(callx0) X(entry) X(loop) X(loopnez) X(loopgtz) \
    X(mac_ad) X(mac_ld) X(mac_dd_ld)
#define XTENSA_USING_T(X) X(wsr) X(wur) X(mac_da)
#define XTENSA_USING_RS(X) \
    X(addi) X(mov) X(nsa) X(nsau) X(slli) X(sll) X(l8ui) X(l16ui) X(l16si) X(l32i) \
    X(movsp) X(l32e) X(clamps) X(sext) X(movf) X(movt)
#define XTENSA_USING_RT(X) X(neg) X(abs) X(extui) X(srli) X(srai) X(srl) X(sra)
#define XTENSA_USING_ST(X) X(s8i) X(s16i) X(s32i) X(s32e) X(mac_aa) X(mac_da_ld)
#define XTENSA_USING_RST(X) \
    X(add) X(addx2) X(addx4) X(addx8) X(sub) X(subx2) X(subx4) X(subx8) X(and) X(or) X(xor) \
    X(moveqz) X(movnez) X(movltz) X(movgez) X(mul16u) X(mul16s) X(mull) X(src) \
    X(muluh) X(mulsh) X(quou) X(quos) X(remu) X(rems) X(min) X(max) X(minu) X(maxu) X(s32c1i)
/* These use the register that their number says, and the callx also s. */
#define XTENSA_WINDOW_CALLS(X) X(call4) X(call8) X(call12)
#define XTENSA_WINDOW_CALLXS(X) X(callx4) X(callx8) X(callx12)

/* Operations with a distance to branch over. */
#define XTENSA_BRANCHES_ST(X) \
    X(beq) X(bne) X(bge) X(blt) X(bgeu) X(bltu) X(ball) X(bnall) X(bany) X(bnone) X(bbc) X(bbs)
#define XTENSA_BRANCHES_S(X) \
    X(beqi) X(bnei) X(bgei) X(blti) X(bgeui) X(bltui) X(beqz) X(bnez) X(bgez) X(bltz) X(bbci) \
    X(bbsi)
#define XTENSA_BRANCHES_NONE(X) X(bf) X(bt) X(j)

#define XTENSA_OPERATIONS(X) \
    XTENSA_USING_NONE(X) XTENSA_USING_R(X) XTENSA_USING_S(X) XTENSA_USING_T(X) \
    XTENSA_USING_RS(X) XTENSA_USING_RT(X) XTENSA_USING_ST(X) XTENSA_USING_RST(X) \
    XTENSA_WINDOW_CALLS(X) XTENSA_WINDOW_CALLXS(X) \
    XTENSA_BRANCHES_ST(X) XTENSA_BRANCHES_S(X) XTENSA_BRANCHES_NONE(X)

enum xtensa_operation {
#define XTENSA_ENUM(name) XTENSA_OP_##name,
    XTENSA_OPERATIONS(XTENSA_ENUM)
#undef XTENSA_ENUM
    XTENSA_OP_COUNT,
    XTENSA_FIRST_BRANCH = XTENSA_OP_beq,
    XTENSA_LAST_BRANCH = XTENSA_OP_j
};

#endif
