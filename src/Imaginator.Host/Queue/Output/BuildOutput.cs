using Imaginator.Linux.Storage;

namespace Imaginator.Host.Queue.Output;

/// <summary>
/// The output of one build in a file without a name: it uses no memory, and disappears with its last reader or with the
/// daemon. Thread-safe.
/// </summary>
/// <param name="directory">The directory of the file, which is created with the first bytes.</param>
internal sealed class BuildOutput(string directory) : IBuildOutput
{
    /// <summary>The maximum length in bytes: more than a person reads, less than fills a disk.</summary>
    private const long MaximumLength = 256L * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly GrowingFile _file = new(() => NamelessFile.Create(directory));
    private bool _isTruncated;

    public long Length => _file.Length;

    public bool IsComplete => _file.IsComplete;

    /// <summary>Appends output. A full disk or an endless build truncates it.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            if (IsComplete || _isTruncated)
            {
                return;
            }

            var kept = bytes[..(int)Math.Min(bytes.Length, MaximumLength - Length)];
            _isTruncated = kept.Length < bytes.Length;
            try
            {
                _file.Append(kept);
            }
            catch (IOException)
            {
                // The disk is full. The build fails by itself; its readers see less.
                _isTruncated = true;
            }
        }
    }

    /// <summary>Ends the output.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _file.Complete();
        }
    }

    /// <summary>Adds a reference to that of the creator; false if the output is closed.</summary>
    public bool TryAddReference() => _file.TryAddReference();

    /// <summary>Removes a reference; the last one closes the output.</summary>
    public void Release() => _file.Release();

    public IBuildOutputReader? TryOpenReader() => _file.TryOpenReader();
}
