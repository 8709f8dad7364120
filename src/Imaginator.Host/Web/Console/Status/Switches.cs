namespace Imaginator.Host.Web.Console.Status;

/// <summary>The switches of the whole daemon that the reader can use.</summary>
internal sealed record Switches
{
    /// <summary>Whether build requests are disabled; null if the reader cannot change that.</summary>
    public bool? RequestsAreDisabled { get; init; }

    /// <summary>Whether automatic builds are disabled; null if the reader cannot change that, or if they are turned off.</summary>
    public bool? AutoBuildsAreDisabled { get; init; }

    /// <summary>Whether the reader can start automatic builds now.</summary>
    public bool CanStartAutoBuilds { get; init; }

    public bool IsEmpty => RequestsAreDisabled is null && AutoBuildsAreDisabled is null && !CanStartAutoBuilds;
}
