using System.Collections.Concurrent;
using System.Text;
using Imaginator.Building.Events;

namespace Imaginator.Building.Tests.Sessions;

/// <summary>Keeps the events and the output of a build. Thread-safe.</summary>
internal sealed class RecordingObserver : IBuildObserver
{
    private readonly ConcurrentQueue<string> _output = new();

    public ConcurrentQueue<BuildEvent> Events { get; } = new();

    public string Output => string.Concat(_output);

    public void OnEvent(BuildEvent buildEvent) => Events.Enqueue(buildEvent);

    public void OnOutput(string streamName, ReadOnlySpan<byte> output) => _output.Enqueue(Encoding.UTF8.GetString(output));
}
