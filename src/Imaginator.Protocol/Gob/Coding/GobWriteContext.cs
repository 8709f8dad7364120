using Imaginator.Protocol.Buffers;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Gob.Wire;

namespace Imaginator.Protocol.Gob.Coding;

/// <summary>What all writers of one stream share: the ids of types, the definitions to be sent, scratch memory.</summary>
internal sealed class GobWriteContext : IDisposable
{
    private readonly GobTypeIds _ids = new();
    private readonly Stack<SegmentBuffer> _scratch = [];
    private readonly List<GobSchema> _undefined = [];

    /// <summary>The id of a type; one that is new is among what <see cref="TakeUndefined"/> returns next.</summary>
    public int GetTypeId(GobSchema schema) => _ids.GetOrAssign(schema, _undefined);

    /// <summary>The name that a type has got on this stream.</summary>
    public string GetName(GobSchema schema) => _ids.GetName(schema);

    /// <summary>The types that must be defined before the value that was written.</summary>
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
