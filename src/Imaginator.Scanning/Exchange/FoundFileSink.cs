using Imaginator.Images;

namespace Imaginator.Scanning.Exchange;

/// <summary>Sends hashed files, each hash once. Thread-safe.</summary>
internal sealed class FoundFileSink(MessageWriter writer) : IHashedFileSink
{
    private readonly Lock _lock = new();
    private readonly HashSet<ObjectHash> _sent = [];
    private readonly List<FoundFile> _files = [];

    // The image store is on the other side.
    public long NewObjects => 0;

    public long KnownObjects => 0;

    public long NewBytes => 0;

    public ValueTask AddAsync(IReadOnlyList<HashedFile> files, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            foreach (var file in files)
            {
                if (_sent.Add(file.Hash))
                {
                    _files.Add(new FoundFile(file.Path, file.IsInUpperLayer, file.MayBecomeObject, file.Length, file.Hash));
                }
            }

            foreach (var batch in _files.Chunk(ScanReplies.MaximumFiles))
            {
                writer.Write((byte)ReplyType.Files);
                writer.Write((ulong)batch.Length);
                Array.ForEach(batch, file => file.Write(writer));
                writer.Flush();
            }

            _files.Clear();
        }

        return ValueTask.CompletedTask;
    }
}
