using System.Collections.Immutable;
using Imaginator.Host.History.Records;

namespace Imaginator.Host.Web.Api.Messages.Builds;

/// <summary>The inputs of a build.</summary>
internal sealed record ApiInputs
{
    /// <summary>As configured, with unexpanded variables.</summary>
    public string? ManifestUrl { get; init; }

    public string? ManifestDirectory { get; init; }

    public string? Branch { get; init; }

    public string? CommitId { get; init; }

    public string? SourceImage { get; init; }

    /// <summary>The names of the request's variables.</summary>
    public ImmutableArray<string>? Variables { get; init; }

    public static ApiInputs Of(BuildInputs inputs) => new()
    {
        ManifestUrl = NullIfEmpty(inputs.ManifestUrl),
        ManifestDirectory = NullIfEmpty(inputs.ManifestDirectory),
        Branch = NullIfEmpty(inputs.Branch),
        CommitId = NullIfEmpty(inputs.CommitId),
        SourceImage = NullIfEmpty(inputs.SourceImage),
        Variables = inputs.VariableNames.IsEmpty ? null : inputs.VariableNames,
    };

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
