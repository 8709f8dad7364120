using System.Buffers;
using Imaginator.Building.Events;
using Imaginator.Building.Variables;
using Imaginator.Logging;

namespace Imaginator.Building.Builds;

/// <summary>
/// The log of one build: a file in the workspace, and the observer as it grows. Secrets are masked before anything is
/// written. What goes beyond the limit is counted, not kept.
/// </summary>
internal sealed class BuildLog : IBuildLog, IDisposable
{
    /// <summary>The most that is kept of a log, in bytes: more than anybody reads, less than fills a disk.</summary>
    public const long MaximumLength = 256L * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly FileStream _file;
    private readonly SecretMaskingFilter _masking;
    private readonly ArrayBufferWriter<byte> _masked = new();
    private readonly string _streamName;
    private readonly IBuildObserver _observer;
    private readonly HashSet<string> _warnings = new(StringComparer.Ordinal);
    private long _length;
    private long _dropped;

    public BuildLog(string path, string streamName, SecretMasker masker, IBuildObserver observer)
    {
        _streamName = streamName;
        _observer = observer;
        _masking = masker.CreateFilter();
        _file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            BufferSize = 0, // what does not fit the disk is known at once, not when the file is closed
        });
    }

    public void Write(ReadOnlySpan<byte> output)
    {
        lock (_lock)
        {
            _masking.Write(output, _masked);
            Keep();
        }
    }

    /// <summary>Writes warnings that have not been written before.</summary>
    public void WarnOnce(IEnumerable<string> warnings)
    {
        foreach (var warning in warnings)
        {
            lock (_lock)
            {
                if (_warnings.Add(warning))
                {
                    this.WriteLine($"warning: {warning}");
                }
            }
        }
    }

    /// <summary>Ends the log: what masking held back is written, and how much was dropped is said.</summary>
    /// <returns>The file, to be read from its start; it belongs to the log. And its length in bytes.</returns>
    public (FileStream File, long Length) Complete()
    {
        lock (_lock)
        {
            _masking.Complete(_masked);
            Keep();
            if (_dropped > 0)
            {
                _file.Write(System.Text.Encoding.UTF8.GetBytes($"\n[{_dropped} more bytes were not kept]\n"));
            }

            _file.Flush();
            return (_file, _file.Length);
        }
    }

    /// <summary>Ends the log of a build that failed.</summary>
    /// <param name="lastLine">The last line, which says why.</param>
    public void Fail(string lastLine)
    {
        try
        {
            this.WriteLine(lastLine);
            Complete();
        }
        catch (IOException)
        {
            // The disk is full, which may well be why the build failed. Those who watch have the line all the same.
            return;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _file.Dispose();
        }
    }

    private void Keep()
    {
        var masked = _masked.WrittenSpan;
        _observer.OnOutput(_streamName, masked);
        var kept = masked[..(int)Math.Min(masked.Length, MaximumLength - _length)];
        _file.Write(kept);
        _length += kept.Length;
        _dropped += masked.Length - kept.Length;
        _masked.ResetWrittenCount();
    }
}
