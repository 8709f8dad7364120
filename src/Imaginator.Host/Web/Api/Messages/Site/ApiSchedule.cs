namespace Imaginator.Host.Web.Api.Messages.Site;

/// <summary>The automatic builds.</summary>
internal sealed record ApiSchedule
{
    /// <summary>Whether there are automatic builds: a rebuild interval of 0 turns them off.</summary>
    public required bool IsOn { get; init; }

    /// <summary>The end of the pause of automatic builds; absent if there is none.</summary>
    public DateTimeOffset? DisabledUntil { get; init; }

    /// <summary>The start of the next cycle.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>The running or else the last cycle; absent before the first.</summary>
    public ApiRebuildCycle? Cycle { get; init; }
}
