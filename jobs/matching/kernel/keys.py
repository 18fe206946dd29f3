"""One result in one number: the score's bits above, the inverted id below, so that one comparison gives score first, lower id second."""

from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types, uint32, uint64
from numba.core import cgutils
from numba.extending import intrinsic
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
_intrinsic: Any = intrinsic  # its type asks for the context, which numba hands in
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_SMALL = 24


@_intrinsic
def float_bits(_context: Any, value: Any) -> Any:
    """The 32 bits of a float32."""
    def generate(_codegen: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.IntType(32))
    return uint32(types.float32), generate


@_intrinsic
def bits_float(_context: Any, value: Any) -> Any:
    """The float32 of 32 bits."""
    def generate(_codegen: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.FloatType())
    return types.float32(types.uint32), generate


@_intrinsic
def trailing_zeros(_context: Any, word: Any) -> Any:
    """How many bits under the lowest set one."""
    def generate(_codegen: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))
    return uint64(types.uint64), generate


_WIDE = ir.VectorType(ir.FloatType(), 64)


def _load(context: Any, builder: Any, kind: Any, array: Any, place: Any) -> Any:
    view = context.make_array(kind)(context, builder, array)
    loaded = builder.load(builder.bitcast(builder.gep(view.data, [place]), _WIDE.as_pointer()))
    loaded.align = 4
    return loaded


def _spread(builder: Any, value: Any) -> Any:
    one = builder.insert_element(ir.Constant(_WIDE, ir.Undefined), value, ir.Constant(ir.IntType(32), 0))
    return builder.shuffle_vector(one, ir.Constant(_WIDE, ir.Undefined), ir.Constant(ir.VectorType(ir.IntType(32), 64), [0] * 64))


@_intrinsic
def reaching(_context: Any, scores: Any, norms: Any, place: Any, norm: Any, bar: Any) -> Any:
    """One bit for each of 64 documents from `place` on: whether score + norm * norms reaches `bar`."""
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        left, right = (_load(context, builder, signature.args[i], arguments[i], arguments[2]) for i in (0, 1))
        bound = builder.fadd(left, builder.fmul(_spread(builder, arguments[3]), right))
        return builder.bitcast(builder.fcmp_ordered(">=", bound, _spread(builder, arguments[4])), ir.IntType(64))
    return uint64(scores, norms, place, types.float32, types.float32), generate


@_intrinsic
def reaching_either(_context: Any, scores: Any, norms: Any, bars: Any, place: Any, norm: Any, bar: Any) -> Any:
    """The same, whether it reaches `bar` or the document's own of `bars`."""
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        left, right, own = (_load(context, builder, signature.args[i], arguments[i], arguments[3]) for i in (0, 1, 2))
        bound = builder.fadd(left, builder.fmul(_spread(builder, arguments[4]), right))
        hit = builder.or_(builder.fcmp_ordered(">=", bound, _spread(builder, arguments[5])), builder.fcmp_ordered(">=", bound, own))
        return builder.bitcast(hit, ir.IntType(64))
    return uint64(scores, norms, bars, place, types.float32, types.float32), generate


@_intrinsic
def prefetch(_context: Any, array: Any, place: Any) -> Any:
    """Ask for the cache line of `array[place]`, a place of a flat array, ahead of its use."""
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        view = context.make_array(signature.args[0])(context, builder, arguments[0])
        pointer = builder.bitcast(builder.gep(view.data, [arguments[1]]), cgutils.voidptr_t)
        one = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, one, one, one])
        function = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")  # type: ignore[no-untyped-call]
        builder.call(function, [pointer, one(0), one(3), one(1)])
        return context.get_dummy_value()
    return types.void(array, place), generate


@njit(nogil=True, cache=True, inline="always")
def key_of(score: Any, number: Any) -> Any:
    """The key of a result."""
    return np.uint64(float_bits(score)) << _HALF | (_LOW - np.uint64(number))


@njit(nogil=True, cache=True, inline="always")
def score_of(key: Any) -> Any:
    """The score inside a key."""
    return bits_float(np.uint32(key >> _HALF))


@njit(nogil=True, cache=True)
def keep_best(keys: Keys, start: int, count: int, k: int) -> None:
    """Bring the k largest of keys[start:start + count] to the front, in any order."""
    low, high, wanted = start, start + count - 1, start + k - 1
    while low < high:
        middle = (low + high) >> 1
        a, b, c = keys[low], keys[middle], keys[high]
        pivot = max(min(a, b), min(max(a, b), c))
        i, j = low, high
        while i <= j:
            while keys[i] > pivot:
                i += 1
            while keys[j] < pivot:
                j -= 1
            if i <= j:
                keys[i], keys[j] = keys[j], keys[i]
                i += 1
                j -= 1
        if wanted <= j:
            high = j
        elif wanted >= i:
            low = i
        else:
            return


@njit(nogil=True, cache=True)
def sort_keys(keys: Keys, start: int, count: int) -> None:
    """Sort keys[start:start + count] from the largest down."""
    stack_low, stack_high = np.empty(64, np.int64), np.empty(64, np.int64)
    top = 0
    stack_low[0], stack_high[0] = start, start + count - 1
    while top >= 0:
        low, high = stack_low[top], stack_high[top]
        top -= 1
        while high - low > _SMALL:
            a, b, c = keys[low], keys[(low + high) >> 1], keys[high]
            pivot = max(min(a, b), min(max(a, b), c))
            i, j = low, high
            while i <= j:
                while keys[i] > pivot:
                    i += 1
                while keys[j] < pivot:
                    j -= 1
                if i <= j:
                    keys[i], keys[j] = keys[j], keys[i]
                    i += 1
                    j -= 1
            top += 1
            if j - low < high - i:
                stack_low[top], stack_high[top] = i, high
                high = j
            else:
                stack_low[top], stack_high[top] = low, j
                low = i
        for i in range(low + 1, high + 1):
            key = keys[i]
            j = i - 1
            while j >= low and keys[j] < key:
                keys[j + 1] = keys[j]
                j -= 1
            keys[j + 1] = key


@njit(nogil=True, cache=True)
def smallest_key(keys: Keys, start: int, count: int) -> Any:
    """The smallest of keys[start:start + count]."""
    found = keys[start]
    for i in range(start + 1, start + count):
        found = min(found, keys[i])
    return found
