using Imaginator.Linux.Storage;

namespace Imaginator.Host.Queue.Output;

/// <summary>
/// The output of one build, in a file without a name: it costs no memory, whatever a build prints, and is gone with the last
/// who reads it, or with the daemon. Thread-safe.
/// </summary>
/// <param name="directory">Where its file is made, with the first bytes.</param>
internal sealed class BuildOutput(string directory) : IBuildOutput
{
    /// <summary>The most that is kept, in bytes: more than anybody reads, less than fills a disk.</summary>
    private const long MaximumLength = 256L * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly GrowingFile _file = new(() => NamelessFile.Create(directory));
    private bool _isTruncated;

    public long Length => _file.Length;

    public bool IsComplete => _file.IsComplete;

    /// <summary>Adds what was printed. A disk without room, or a build without end, truncates the output.</summary>
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
                // The disk is full. The build finds out itself; those who watch it see less.
                _isTruncated = true;
            }
        }
    }

    /// <summary>Nothing more will come.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _file.Complete();
        }
    }

    /// <summary>Holds the output in place of its creator.</summary>
    /// <returns>Whether it is still there.</returns>
    public bool TryAddReference() => _file.TryAddReference();

    /// <summary>Lets go of the output.</summary>
    public void Release() => _file.Release();

    public IBuildOutputReader? TryOpenReader() => _file.TryOpenReader();
}
