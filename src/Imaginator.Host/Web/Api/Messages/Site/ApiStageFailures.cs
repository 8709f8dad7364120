namespace Imaginator.Host.Web.Api.Messages.Site;

/// <summary>The number of failed builds of a stage.</summary>
internal sealed record ApiStageFailures
{
    /// <summary>Empty for failures before the first stage.</summary>
    public required string Stage { get; init; }

    public required int Count { get; init; }
}
