using System.Runtime.InteropServices;
using Imaginator.Images;

namespace Imaginator.Plugins.LocalStore.Objects;

/// <summary>
/// The first 16 bytes of a hash. Sets of millions of objects contain keys, because they require a quarter of the memory. A
/// collision of two objects would keep garbage, but lose nothing.
/// </summary>
internal static class HashKey
{
    public static UInt128 Of(in ObjectHash hash) => MemoryMarshal.Read<UInt128>(hash.AsSpan());
}
