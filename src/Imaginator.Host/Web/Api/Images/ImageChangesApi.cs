using Imaginator.Host.Web.Actions;
using Imaginator.Host.Web.Api.Json;
using Imaginator.Host.Web.Api.Requests;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Api.Images;

/// <summary>Changes images: <c>PATCH</c> and <c>DELETE /api/v1/images/NAME</c>.</summary>
internal sealed class ImageChangesApi(ImagesApi images, ActionGate gate, ImageActions actions)
{
    public async Task<IResult> ChangeAsync(HttpContext context)
    {
        var (change, problem) = await ApiBody.ReadAsync(context, ApiJson.Default.ApiImageChange);
        if (change is null)
        {
            return problem!;
        }

        var name = ApiSegments.NameOf(context);
        var result = await gate.RunAsync(context, actions.ChangeExpiration, ImageActions.ExpirationInput(name, change.ExpiresAt));
        return result.Kind == ActionResultKind.Done ? await images.ShowAsync(context) : ActionProblems.Of(result);
    }

    public async Task<IResult> DeleteAsync(HttpContext context)
    {
        var result = await gate.RunAsync(context, actions.Delete, ApiSegments.NameOf(context));
        return result.Kind == ActionResultKind.Done ? TypedResults.NoContent() : ActionProblems.Of(result);
    }
}
