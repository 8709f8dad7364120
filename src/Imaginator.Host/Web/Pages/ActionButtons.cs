using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Web.Html;

namespace Imaginator.Host.Web.Pages;

/// <summary>The buttons of a page: those that its reader may press.</summary>
/// <param name="mayCancel">Whether he may cancel builds.</param>
/// <param name="mayDisableRequests">Whether he may disable and enable build requests.</param>
/// <param name="mayDisableAutoBuilds">Whether he may disable and enable automatic builds.</param>
/// <param name="mayStart">Whether he may start automatic builds.</param>
internal sealed class ActionButtons(bool mayCancel, bool mayDisableRequests, bool mayDisableAutoBuilds, bool mayStart)
{
    /// <summary>No buttons.</summary>
    public static ActionButtons None { get; } = new(false, false, false, false);

    /// <summary>Cancels a build.</summary>
    public HtmlPart? CancelBuild(BuildId id) => !mayCancel ? null : html => html.Write($"""
        <form class="inline" method="post" action="/actions/cancelBuild">
        <input type="hidden" name="input" value="{id.ToString()}"><button>cancel</button></form>
        """);

    /// <summary>Disables build requests, or enables them again.</summary>
    public HtmlPart? BuildRequests(bool areDisabled) =>
        mayDisableRequests ? Pause("BuildRequests", "build requests", areDisabled) : null;

    /// <summary>Disables automatic builds, or enables them again.</summary>
    public HtmlPart? AutoBuilds(bool areDisabled) =>
        mayDisableAutoBuilds ? Pause("AutoBuilds", "automatic builds", areDisabled) : null;

    /// <summary>Starts automatic builds now.</summary>
    public HtmlPart? StartAutoBuilds() => !mayStart ? null : html => html.Write($"""
        <form class="inline" method="post" action="/actions/startAutoBuilds"><button>start automatic builds now</button></form>

        """);

    private static HtmlPart Pause(string action, string what, bool areDisabled) => html =>
    {
        if (areDisabled)
        {
            html.Write($"""
                <form class="inline" method="post" action="/actions/enable{action}"><button>enable {what}</button></form>

                """);
        }
        else
        {
            html.Write($"""
                <form class="inline" method="post" action="/actions/disable{action}">
                <button>disable {what}</button> for <input name="input" value="5m" aria-label="how long" required></form>

                """);
        }
    };
}
