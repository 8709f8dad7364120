using System.Text.Json;
using System.Text.Json.Serialization;
using Imaginator.State.Jobs.Holding;
using Imaginator.State.Jobs.Requests;

namespace Imaginator.Postgres.Jobs;

/// <summary>
/// The arguments of the queue's functions as JSON. Members that are null are left out: a function of a later version has defaults for
/// what an earlier program does not send.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EnqueueArguments))]
[JsonSerializable(typeof(EndArguments))]
[JsonSerializable(typeof(LimitArguments))]
internal sealed partial class JobArguments : JsonSerializerContext
{
    public static string Of(NewJob job) => Clean(JsonSerializer.Serialize(EnqueueArguments.From(job), Default.EnqueueArguments));

    public static string Of(JobEnd end) => Clean(JsonSerializer.Serialize(EndArguments.From(end), Default.EndArguments));

    public static string Of(LimitArguments limits) => JsonSerializer.Serialize(limits, Default.LimitArguments);

    // The server's text cannot have this character.
    private static string Clean(string json) => json.Replace("\\u0000", "\\uFFFD", StringComparison.Ordinal);
}
