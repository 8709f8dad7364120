using System.Collections.Immutable;
using Imaginator.Files;
using Imaginator.Images;

namespace Imaginator.Host.Web.Api.Messages.Images;

/// <summary>A service to restart when matching files change on a machine.</summary>
internal sealed record ApiTrigger
{
    public required string Service { get; init; }

    /// <summary>Regular expressions of paths.</summary>
    public required ImmutableArray<string> MatchLines { get; init; }

    /// <summary>Determines the order of triggers; absent for the name of the service.</summary>
    public string? SortName { get; init; }

    /// <summary>Whether the machine reboots.</summary>
    public required bool DoReboot { get; init; }

    /// <summary>Whether the service is reloaded instead of restarted.</summary>
    public required bool DoReload { get; init; }

    /// <summary>Whether a restart disturbs users.</summary>
    public required bool HighImpact { get; init; }

    public static ApiTrigger Of(Trigger trigger) => new()
    {
        Service = trigger.Service,
        MatchLines = [.. trigger.MatchLines.Select(FileName.ToDisplay)],
        SortName = trigger.SortName.Length == 0 ? null : trigger.SortName,
        DoReboot = trigger.DoReboot,
        DoReload = trigger.DoReload,
        HighImpact = trigger.HighImpact,
    };
}
