using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Web.Html;

namespace Imaginator.Host.Web.Pages;

/// <summary>The buttons of a page that its reader has permission to use.</summary>
internal sealed class ActionButtons(bool mayCancel, bool mayDisableRequests, bool mayDisableAutoBuilds, bool mayStart)
{
    public static ActionButtons None { get; } = new(false, false, false, false);

    public HtmlPart? CancelBuild(BuildId id) => !mayCancel ? null : html => html.Write($"""
        <form class="inline" method="post" action="/actions/cancelBuild">
        <input type="hidden" name="input" value="{id.ToString()}"><button>cancel</button></form>
        """);

    /// <summary>Disables or enables build requests.</summary>
    public HtmlPart? BuildRequests(bool areDisabled) =>
        mayDisableRequests ? Pause("BuildRequests", "build requests", areDisabled) : null;

    /// <summary>Disables or enables automatic builds.</summary>
    public HtmlPart? AutoBuilds(bool areDisabled) =>
        mayDisableAutoBuilds ? Pause("AutoBuilds", "automatic builds", areDisabled) : null;

    /// <summary>Starts automatic builds now.</summary>
    public HtmlPart? StartAutoBuilds() => !mayStart ? null : html => html.Write($"""
        <form class="inline" method="post" action="/actions/startAutoBuilds"><button>start automatic builds now</button></form>

        """);

    private static HtmlPart Pause(string action, string subject, bool areDisabled) => html =>
    {
        if (areDisabled)
        {
            html.Write($"""
                <form class="inline" method="post" action="/actions/enable{action}"><button>enable {subject}</button></form>

                """);
        }
        else
        {
            html.Write($"""
                <form class="inline" method="post" action="/actions/disable{action}">
                <button>disable {subject}</button> for <input name="input" value="5m" aria-label="duration" required></form>

                """);
        }
    };
}
