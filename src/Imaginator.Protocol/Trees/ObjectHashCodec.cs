using Imaginator.Images;
using Imaginator.Protocol.Gob.Coding;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Trees;

/// <summary>
/// The codec of object hashes: an array of 64 unsigned integers, of which those above 127 use two bytes. Hashes make up
/// half of an encoded image tree.
/// </summary>
internal sealed class ObjectHashCodec : GobCodec<ObjectHash>
{
    private const int MaxLength = 1 + 2 * ObjectHash.Length;
    private const byte OneByteFollows = 0xFF;

    private readonly GobPlan<ObjectHash> _plan = new Plan();

    public override GobSchema Schema { get; } =
        GobSchema.Array(GobSchema.Basic(GobKind.Uint, "uint8"), ObjectHash.Length, "hash.Hash");

    public override bool IsOmitted(ObjectHash value) => false;

    public override void Write(ref GobWriter writer, ObjectHash value)
    {
        var room = writer.GetRoom(MaxLength);
        var used = 0;
        room[used++] = ObjectHash.Length;
        foreach (var item in value.AsSpan())
        {
            // Branchless: the sizes of the bytes of a hash are random, so branches would be mispredicted.
            room[used] = OneByteFollows;
            used += item >> 7;
            room[used++] = item;
        }

        writer.Advance(used);
    }

    public override GobPlan<ObjectHash> Bind(GobBinder binder, int typeId)
    {
        binder.Require(binder.Require(typeId, Schema).ElementId, Schema.Element!);
        return _plan;
    }

    private sealed class Plan : GobPlan<ObjectHash>
    {
        public override ObjectHash Read(ref GobReader reader)
        {
            if (reader.ReadUint() != ObjectHash.Length)
            {
                GobReader.Throw("the length of a hash does not match its type");
            }

            Span<byte> bytes = stackalloc byte[ObjectHash.Length];
            var ahead = reader.Peek();
            if (ahead.Length < MaxLength || !TryReadTogether(ahead, bytes, out var used))
            {
                foreach (ref var item in bytes)
                {
                    item = GobReader.Narrow<ulong, byte>(reader.ReadUint());
                }
            }
            else
            {
                reader.Advance(used);
            }

            return new ObjectHash(bytes);
        }

        private static bool TryReadTogether(ReadOnlySpan<byte> ahead, Span<byte> bytes, out int used)
        {
            used = 0;
            var unexpected = 0;
            foreach (ref var item in bytes)
            {
                // Branchless: the sizes of the bytes of a hash are random, so branches would be mispredicted.
                var first = ahead[used];
                var isLarge = first >> 7;
                unexpected |= isLarge * (first ^ OneByteFollows);
                item = ahead[used + isLarge];
                used += 1 + isLarge;
            }

            return unexpected == 0;
        }
    }
}
