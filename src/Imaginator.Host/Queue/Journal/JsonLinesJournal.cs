using System.Text.Json;
using Imaginator.Host.Queue.Requests;
using Imaginator.Linux.Storage;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Queue.Journal;

/// <summary>
/// The journal of version 0.1: a file with a JSON line for each event. The first start of a later version reads it and keeps
/// a copy in the directory of the database.
/// </summary>
internal sealed class JsonLinesJournal(string directory, ILogger logger)
{
    /// <summary>The name under which the file is kept; see docs/how-to/return-to-version-0.1.md.</summary>
    private const string CopyName = "queue.journal.converted-0.1";

    private readonly string _path = Path.Combine(directory, "journal");

    private readonly Dictionary<BuildId, (int Line, JournaledBuild Build)> _builds = [];
    private JournaledPauses _pauses = JournaledPauses.None;

    /// <summary>Reads the file; null if there is none. Invalid lines are ignored: a power cut can tear the last one.</summary>
    /// <exception cref="ImaginatorException">The file cannot be read, or is not a regular file.</exception>
    public JournalContents? TryRead()
    {
        if (!File.Exists(_path))
        {
            return null;
        }

        try
        {
            ReadLines();
        }
        catch (IOException e)
        {
            throw new ImaginatorException(
                $"cannot read \"{_path}\", the queue of version 0.1: {e.Clause()}; make the file readable, or move it away", e);
        }

        return new JournalContents([.. _builds.Values.OrderBy(build => build.Line).Select(build => build.Build)], _pauses);
    }

    /// <summary>Renames the file once its contents are in the database, so that the next start does not read it again.</summary>
    public void KeepCopy()
    {
        var copy = Path.Combine(directory, CopyName);
        File.Move(_path, copy, overwrite: true);
        File.Delete(_path + ".next");
        JournalLog.Converted(logger, _path, copy);
    }

    private void ReadLines()
    {
        using var reader = new StreamReader(RegularFile.OpenRead(_path));
        for (var number = 1; reader.ReadLine() is { } text; number++)
        {
            if (Parse(text, number) is { } line)
            {
                Apply(line, number);
            }
        }
    }

    private JsonLine? Parse(string text, int number)
    {
        try
        {
            return JsonSerializer.Deserialize(text, JournalJson.Default.JsonLine);
        }
        catch (JsonException)
        {
            JournalLog.UnreadableLine(logger, _path, number);
            return null;
        }
    }

    private void Apply(JsonLine line, int number)
    {
        var id = new BuildId(line.Build);
        switch (line.Event)
        {
            case JsonLineEvent.Queued when line.Order is { } request:
                _builds[id] = (number, new JournaledBuild(id, request.ToRequest(), HasStarted: false));
                break;
            case JsonLineEvent.Started when _builds.TryGetValue(id, out var queued):
                _builds[id] = queued with { Build = queued.Build with { HasStarted = true } };
                break;
            case JsonLineEvent.Finished:
                _builds.Remove(id);
                break;
            case JsonLineEvent.Paused:
                _pauses = new JournaledPauses(line.RequestsUntil, line.AutoBuildsUntil);
                break;
        }
    }
}
