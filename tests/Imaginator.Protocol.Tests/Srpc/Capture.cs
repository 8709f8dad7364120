using System.Text.Json;
using Imaginator.Protocol.Tests.Vectors;

namespace Imaginator.Protocol.Tests.Srpc;

/// <summary>A piece of a recorded session.</summary>
internal sealed record CaptureStep(bool IsFromClient, string Kind, string Note, ReadOnlyMemory<byte> Bytes)
{
    public bool BeginsCall => IsFromClient && Kind == "line";

    public string Line => System.Text.Encoding.UTF8.GetString(Bytes.Span).TrimEnd('\n');
}

/// <summary>A call of a recorded session: its steps, from the method's name on.</summary>
internal sealed record CaptureCall(IReadOnlyList<CaptureStep> Steps)
{
    public string Method => Steps[0].Line;

    public bool IsPing => Method.Length == 0;

    public string Refusal => Steps[1].Line;

    public IEnumerable<CaptureStep> Exchange => Steps.Skip(2);
}

/// <summary>A recorded session between real programs.</summary>
internal sealed record Capture(string Name, byte[] FromClient, byte[] FromServer, IReadOnlyList<CaptureStep> Steps)
{
    public static TheoryData<string> Names =>
        [.. WireReference.List("captures", ".json").Where(name => !name.StartsWith("json-", StringComparison.Ordinal))];

    public static TheoryData<string> JsonNames =>
        [.. WireReference.List("captures", ".json").Where(name => name.StartsWith("json-", StringComparison.Ordinal))];

    public IEnumerable<CaptureCall> Calls
    {
        get
        {
            var call = new List<CaptureStep>();
            foreach (var step in Steps.Where(step => step.Kind != "http"))
            {
                if (step.BeginsCall && call.Count > 0)
                {
                    yield return new CaptureCall([.. call]);
                    call.Clear();
                }

                call.Add(step);
            }

            if (call.Count > 0)
            {
                yield return new CaptureCall(call);
            }
        }
    }

    public static Capture Load(string name)
    {
        var fromClient = File.ReadAllBytes(WireReference.GetPath("captures", name + ".c2s.bin"));
        var fromServer = File.ReadAllBytes(WireReference.GetPath("captures", name + ".s2c.bin"));
        using var json = JsonDocument.Parse(File.ReadAllBytes(WireReference.GetPath("captures", name + ".json")));
        return new Capture(name, fromClient, fromServer, [.. json.RootElement.GetProperty("steps").EnumerateArray().Select(step =>
        {
            var isFromClient = step.GetProperty("from").GetString() == "client";
            return new CaptureStep(
                isFromClient,
                step.GetProperty("kind").GetString()!,
                step.TryGetProperty("note", out var note) ? note.GetString()! : "",
                (isFromClient ? fromClient : fromServer).AsMemory(
                    step.GetProperty("offset").GetInt32(), step.GetProperty("length").GetInt32()));
        })]);
    }
}
