using System.Collections.Immutable;
using System.Text.Json;
using Imaginator.Host.Queue.Requests;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Queue.Journal;

/// <summary>
/// What the queue must not forget: builds that are not over, and pauses. A file to which a line is added for whatever
/// happens; when most of its lines are history it is replaced, as a whole, by one that says the same in fewer. Guarded by the
/// queue's lock.
/// </summary>
/// <remarks>
/// Lines survive the death of the daemon at once; a power cut only costs what the kernel had not written, except pauses,
/// which are flushed. A disk that refuses costs nothing but memory: everything is written again when it accepts.
/// </remarks>
internal sealed class QueueJournal : IDisposable
{
    private const string FileName = "journal";
    private const string NextFileName = "journal.next";

    /// <summary>So many lines more than builds make it worth while to begin anew.</summary>
    private const int MostHistory = 10_000;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _directory;
    private readonly ILogger _logger;
    private readonly FileStream _lock;

    // The lines that would begin a new file.
    private readonly Dictionary<BuildId, Entry> _builds = [];
    private FileStream? _file;
    private byte[]? _pauses;
    private long _sequence;
    private int _lines;
    private bool _isDisposed;

    private QueueJournal(string directory, FileStream @lock, ILogger logger)
    {
        _directory = directory;
        _lock = @lock;
        _logger = logger;
    }

    /// <summary>The builds that were not over when the last daemon ended, in the order of their submission.</summary>
    public ImmutableArray<JournaledBuild> Unfinished { get; private set; } = [];

    /// <summary>The last line about pauses that the last daemon wrote; null if there is none.</summary>
    public JournalLine? Pauses { get; private set; }

    /// <summary>Opens the journal and reads what the last daemon has left.</summary>
    /// <param name="directory">Its directory, which exists.</param>
    /// <param name="logger">Is told of what cannot be read or written.</param>
    /// <returns>The journal.</returns>
    /// <exception cref="ImaginatorException">Another daemon uses it, or it cannot be used at all.</exception>
    public static QueueJournal Open(string directory, ILogger logger)
    {
        try
        {
            // An exclusive flock, which ends with the process.
            var @lock = new FileStream(
                Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            var journal = new QueueJournal(directory, @lock, logger);
            journal.Read();
            return journal;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImaginatorException(
                $"cannot use {directory} for the queue: {e.Message} Perhaps another imaginator runs with this -stateDir.", e);
        }
    }

    public void Queued(BuildId id, QueuedRequest request) =>
        Add(id, new JournalLine { Event = JournalEvent.Queued, Build = id.Value, Order = JournaledRequest.From(request) });

    public void Started(BuildId id)
    {
        if (_builds.TryGetValue(id, out var entry))
        {
            entry.Started = ToBytes(new JournalLine { Event = JournalEvent.Started, Build = id.Value });
            Write(entry.Started);
        }
    }

    public void Finished(BuildId id)
    {
        if (_builds.Remove(id))
        {
            Write(ToBytes(new JournalLine { Event = JournalEvent.Finished, Build = id.Value }));
        }
    }

    public void Paused(DateTimeOffset? requestsUntil, DateTimeOffset? autoBuildsUntil)
    {
        _pauses = ToBytes(new JournalLine
        {
            Event = JournalEvent.Paused,
            RequestsUntil = requestsUntil,
            AutoBuildsUntil = autoBuildsUntil,
        });
        Write(_pauses, flush: true);
    }

    /// <summary>Ends the journal. What happens afterwards is not written down: the next daemon has it.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _file?.Dispose();
        _lock.Dispose();
    }

    private static byte[] ToBytes(JournalLine line) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(line, JournalJson.Default.JournalLine), (byte)'\n'];

    private void Add(BuildId id, JournalLine line)
    {
        var bytes = ToBytes(line);
        _builds[id] = new Entry(_sequence++, bytes);
        Write(bytes);
    }

    private void Read()
    {
        var path = Path.Combine(_directory, FileName);
        var builds = new Dictionary<BuildId, (int Line, JournaledBuild Build)>();
        var number = 0;
        foreach (var text in File.Exists(path) ? File.ReadLines(path) : [])
        {
            number++;
            if (Parse(text, path, number) is { } line)
            {
                Apply(line, number, builds);
            }
        }

        Unfinished = [.. builds.Values.OrderBy(build => build.Line).Select(build => build.Build)];

        // What is unfinished stays written down until somebody has taken care of it.
        foreach (var build in Unfinished)
        {
            _builds[build.Id] = new Entry(_sequence++, ToBytes(new JournalLine
            {
                Event = JournalEvent.Queued, Build = build.Id.Value, Order = JournaledRequest.From(build.Request),
            }))
            {
                Started = build.HasStarted
                    ? ToBytes(new JournalLine { Event = JournalEvent.Started, Build = build.Id.Value })
                    : null,
            };
        }

        _pauses = Pauses is null ? null : ToBytes(Pauses);
        BeginAnew();
    }

    private JournalLine? Parse(string text, string path, int number)
    {
        try
        {
            return JsonSerializer.Deserialize(text, JournalJson.Default.JournalLine);
        }
        catch (JsonException)
        {
            // The last line when the power went, or the disk was full.
            QueueLog.UnreadableLine(_logger, path, number);
            return null;
        }
    }

    private void Apply(JournalLine line, int number, Dictionary<BuildId, (int Line, JournaledBuild Build)> builds)
    {
        var id = new BuildId(line.Build);
        switch (line.Event)
        {
            case JournalEvent.Queued when line.Order is { } request:
                builds[id] = (number, new JournaledBuild(id, request.ToRequest(), false));
                break;
            case JournalEvent.Started when builds.TryGetValue(id, out var queued):
                builds[id] = queued with { Build = queued.Build with { HasStarted = true } };
                break;
            case JournalEvent.Finished:
                builds.Remove(id);
                break;
            case JournalEvent.Paused:
                Pauses = line;
                break;
        }
    }

    private void Write(byte[] line, bool flush = false)
    {
        if (_isDisposed)
        {
            return;
        }

        try
        {
            if (_file is null || _lines > _builds.Count + MostHistory)
            {
                // The line is among those that a new file begins with.
                BeginAnew();
                return;
            }

            _file.Write(line);
            _file.Flush(flush);
            _lines++;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            QueueLog.JournalNotWritten(_logger, e.Message);
            _file?.Dispose();
            _file = null;
        }
    }

    /// <summary>Replaces the file by one that says the same in fewer lines.</summary>
    private void BeginAnew()
    {
        var next = Path.Combine(_directory, NextFileName);
        var file = new FileStream(next, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            Share = FileShare.Read,
            BufferSize = 64 * 1024,
            UnixCreateMode = OwnerOnly,
        });
        try
        {
            _lines = 0;
            foreach (var line in _builds.Values.OrderBy(entry => entry.Sequence)
                .SelectMany(entry => new[] { entry.Queued, entry.Started }).Prepend(_pauses))
            {
                if (line is not null)
                {
                    file.Write(line);
                    _lines++;
                }
            }

            file.Flush(flushToDisk: true);
            File.Move(next, Path.Combine(_directory, FileName), overwrite: true);
        }
        catch
        {
            file.Dispose();
            throw;
        }

        _file?.Dispose();
        _file = file;
    }

    private sealed class Entry(long sequence, byte[] queued)
    {
        public long Sequence { get; } = sequence;

        public byte[] Queued { get; } = queued;

        public byte[]? Started { get; set; }
    }
}
