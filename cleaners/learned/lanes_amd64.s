#include "textflag.h"

// SI is the tree, DX the lanes. A register of 32 bytes answers for 32 rows, with
// all bits set where the answer is left.

// The offsets of a tree's parts.
#define BOUNDS 0
#define FEATURES 32
#define LOWER 64
#define UPPER 96
#define TREE 128

// TEST makes test n: left where the greater of bound and value is the bound.
#define TEST(n, answer) \
	MOVBLZX      (FEATURES+n)(SI), AX; \
	SHLL         $5, AX; \
	VPBROADCASTB (BOUNDS+n)(SI), answer; \
	VPMAXUB      (DX)(AX*1), answer, Y15; \
	VPCMPEQB     Y15, answer, answer

// CHOOSE takes a where by says left, and b elsewhere.
#define CHOOSE(by, a, b, to) VPBLENDVB by, a, b, to

// PAIR makes tests n and n+1 and takes the one that by says.
#define PAIR(n, by, answer) \
	TEST(n, answer); \
	TEST(n+1, Y14); \
	CHOOSE(by, answer, Y14, answer)

// FOUR makes tests n to n+3 and takes the one that low and high say, EIGHT those
// to n+7 and takes the one that low, mid and high say.
#define FOUR(n, low, high, answer, spare) \
	PAIR(n, low, answer); \
	PAIR(n+2, low, spare); \
	CHOOSE(high, answer, spare, answer)
#define EIGHT(n, low, mid, high, answer, spare, another) \
	FOUR(n, low, mid, answer, spare); \
	FOUR(n+4, low, mid, spare, another); \
	CHOOSE(high, answer, spare, answer)

// ADD adds the eight words in x, as 32 bits each, to sum.
#define ADD(x, sum) \
	VPMOVSXWD x, Y14; \
	VPADDD    Y14, sum, sum

// func sumTrees(trees []tree, l *lanes, sums *[batch]odds)
TEXT ·sumTrees(SB), NOSPLIT, $0-40
	MOVQ trees_base+0(FP), SI
	MOVQ trees_len+8(FP), CX
	MOVQ l+24(FP), DX
	MOVQ sums+32(FP), DI
	VMOVDQU 0(DI), Y10  // sums of rows 0 to 7,
	VMOVDQU 32(DI), Y11 // 8 to 15,
	VMOVDQU 64(DI), Y12 // 16 to 23,
	VMOVDQU 96(DI), Y13 // 24 to 31
	MOVL $15, AX
	VMOVD AX, X9
	VPBROADCASTB X9, Y9
	TESTQ CX, CX
	JZ done

tree:
	// Y0 to Y4 become the answers on a row's way, level by level: of all tests
	// of a level, the one that the answers above it choose.
	TEST(0, Y0)
	PAIR(1, Y0, Y1)
	FOUR(3, Y1, Y0, Y2, Y5)
	EIGHT(7, Y2, Y1, Y0, Y3, Y5, Y6)
	EIGHT(15, Y3, Y2, Y1, Y4, Y5, Y6)
	EIGHT(23, Y3, Y2, Y1, Y5, Y6, Y7)
	CHOOSE(Y0, Y4, Y5, Y4)

	// The leaf's number in its half of the tree is 15 less 8, 4, 2 and 1 for
	// each left; left is -1.
	VPADDB Y1, Y1, Y5
	VPADDB Y2, Y5, Y5
	VPADDB Y5, Y5, Y5
	VPADDB Y3, Y5, Y5
	VPADDB Y5, Y5, Y5
	VPADDB Y4, Y5, Y5
	VPADDB Y9, Y5, Y5

	// Look the leaf up in both halves, lower and upper bytes, and choose.
	VBROADCASTI128 (LOWER+0)(SI), Y6
	VBROADCASTI128 (LOWER+16)(SI), Y7
	VPSHUFB Y5, Y6, Y6
	VPSHUFB Y5, Y7, Y7
	CHOOSE(Y0, Y6, Y7, Y6)
	VBROADCASTI128 (UPPER+0)(SI), Y7
	VBROADCASTI128 (UPPER+16)(SI), Y8
	VPSHUFB Y5, Y7, Y7
	VPSHUFB Y5, Y8, Y8
	CHOOSE(Y0, Y7, Y8, Y7)

	// Bytes to words: of rows 0 to 7 and 16 to 23 in Y5, of the others in Y6.
	VPUNPCKLBW Y7, Y6, Y5
	VPUNPCKHBW Y7, Y6, Y6
	ADD(X5, Y10)
	ADD(X6, Y11)
	VEXTRACTI128 $1, Y5, X5
	VEXTRACTI128 $1, Y6, X6
	ADD(X5, Y12)
	ADD(X6, Y13)

	ADDQ $TREE, SI
	DECQ CX
	JNZ tree

done:
	VMOVDQU Y10, 0(DI)
	VMOVDQU Y11, 32(DI)
	VMOVDQU Y12, 64(DI)
	VMOVDQU Y13, 96(DI)
	VZEROUPPER
	RET

// func transpose(rows *[batch]row, width int, l *lanes)
//
// Squares of eight rows and eight features: bytes of two rows are interleaved,
// then pairs of two of these, then fours, which leaves two features in each of
// four registers.
TEXT ·transpose(SB), NOSPLIT, $0-24
	MOVQ rows+0(FP), SI
	MOVQ l+16(FP), DX
	MOVQ $4, BX // squares of a batch

eightRows:
	MOVQ width+8(FP), CX
	MOVQ SI, R8
	MOVQ DX, R9

square:
	VMOVQ 0(R8), X0
	VMOVQ 256(R8), X1
	VMOVQ 512(R8), X2
	VMOVQ 768(R8), X3
	VMOVQ 1024(R8), X4
	VMOVQ 1280(R8), X5
	VMOVQ 1536(R8), X6
	VMOVQ 1792(R8), X7
	VPUNPCKLBW X1, X0, X0
	VPUNPCKLBW X3, X2, X1
	VPUNPCKLBW X5, X4, X2
	VPUNPCKLBW X7, X6, X3
	VPUNPCKLWD X1, X0, X4
	VPUNPCKHWD X1, X0, X5
	VPUNPCKLWD X3, X2, X6
	VPUNPCKHWD X3, X2, X7
	VPUNPCKLDQ X6, X4, X0
	VPUNPCKHDQ X6, X4, X1
	VPUNPCKLDQ X7, X5, X2
	VPUNPCKHDQ X7, X5, X3
	VMOVQ   X0, 0(R9)
	VMOVHPS X0, 32(R9)
	VMOVQ   X1, 64(R9)
	VMOVHPS X1, 96(R9)
	VMOVQ   X2, 128(R9)
	VMOVHPS X2, 160(R9)
	VMOVQ   X3, 192(R9)
	VMOVHPS X3, 224(R9)
	ADDQ $8, R8
	ADDQ $256, R9
	SUBQ $8, CX
	JGT square

	ADDQ $2048, SI
	ADDQ $8, DX
	DECQ BX
	JNZ eightRows
	RET
