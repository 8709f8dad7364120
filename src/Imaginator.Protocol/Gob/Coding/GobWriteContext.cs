using Imaginator.Protocol.Buffers;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Gob.Wire;

namespace Imaginator.Protocol.Gob.Coding;

/// <summary>
/// The shared state of all writers of one stream: the ids of types, the pending definitions, scratch memory.
/// </summary>
public sealed class GobWriteContext : IDisposable
{
    private readonly GobTypeIds _ids = new();
    private readonly Stack<SegmentBuffer> _scratch = [];
    private readonly List<GobSchema> _undefined = [];

    /// <summary>Gets the id of a type; <see cref="TakeUndefined"/> returns a new type at its next call.</summary>
    public int GetTypeId(GobSchema schema) => _ids.GetOrAssign(schema, _undefined);

    /// <summary>Gets the name of a type on this stream.</summary>
    public string GetName(GobSchema schema) => _ids.GetName(schema);

    /// <summary>Returns and clears the types that must be defined before the written value.</summary>
    public IReadOnlyList<GobSchema> TakeUndefined()
    {
        if (_undefined.Count == 0)
        {
            return [];
        }

        GobSchema[] taken = [.. _undefined];
        _undefined.Clear();
        return taken;
    }

    public SegmentBuffer RentScratch() => _scratch.TryPop(out var buffer) ? buffer : new SegmentBuffer();

    public void ReturnScratch(SegmentBuffer buffer) => _scratch.Push(buffer);

    public void Dispose()
    {
        foreach (var buffer in _scratch)
        {
            buffer.Dispose();
        }
    }
}
