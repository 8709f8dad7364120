namespace Imaginator.Host.Web.Api;

/// <summary>What an action has done.</summary>
/// <param name="Result">In a word.</param>
/// <param name="DisabledUntil">Until when builds are disabled now; left out where they are not.</param>
internal sealed record ApiActionResult(string Result, DateTimeOffset? DisabledUntil);
