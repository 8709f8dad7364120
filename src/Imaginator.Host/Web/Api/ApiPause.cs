namespace Imaginator.Host.Web.Api;

/// <summary>A pause of builds.</summary>
/// <param name="DisabledUntil">Until when; left out where they are enabled.</param>
internal sealed record ApiPause(DateTimeOffset? DisabledUntil);
