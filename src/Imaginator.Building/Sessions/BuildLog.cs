using System.Buffers;
using System.Text;
using Imaginator.Building.Events;
using Imaginator.Building.Variables;
using Imaginator.Logging;

namespace Imaginator.Building.Sessions;

/// <summary>
/// The log of one build: a file in the workspace, and the observer while it grows. Secrets are masked before anything is
/// written. Output beyond the limit is counted, not kept. Thread-safe.
/// </summary>
internal sealed class BuildLog : IBuildLog, IDisposable
{
    /// <summary>The maximum length of a log in bytes: more than a person reads, less than fills a disk.</summary>
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
            BufferSize = 0, // a full disk is known at once, not when the file is closed
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

    /// <summary>Writes the warnings that have not been written before.</summary>
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

    /// <summary>Ends the log: writes the bytes that masking held back, and the number of dropped bytes.</summary>
    /// <returns>The file, which stays property of the log, and its length in bytes.</returns>
    public (FileStream File, long Length) Complete()
    {
        lock (_lock)
        {
            _masking.Complete(_masked);
            Keep();
            if (_dropped > 0)
            {
                _file.Write(Encoding.UTF8.GetBytes($"\n[{_dropped} more bytes were not kept]\n"));
            }

            _file.Flush();
            return (_file, _file.Length);
        }
    }

    /// <summary>Ends the log of a failed build with a line that names the cause.</summary>
    public void Fail(string lastLine)
    {
        try
        {
            this.WriteLine(lastLine);
            Complete();
        }
        catch (IOException)
        {
            // The disk is full, which may be why the build failed. Observers have received the line.
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
