using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Dialects.AimlApi;

/// <summary>
/// AI/ML API has each model twice: '-t2v' refuses an image, '-i2v' requires one (OpenAPI files of the four models).
/// </summary>
internal static class AimlApiModels
{
    private const string FromText = "-t2v";
    private const string FromImage = "-i2v";

    /// <summary>
    /// The full name of the model, and its twin for images where the row has one; unknown names stay as they are.
    /// </summary>
    internal static string Resolve(Dialect dialect, ResolvedRequest request)
    {
        SoraModel? known = dialect.FindModel(request.Model);
        if (known is null || request.Image is null || !known.Model.EndsWith(FromText, StringComparison.Ordinal))
        {
            return known?.Model ?? request.Model;
        }

        string twin = known.Model[..^FromText.Length] + FromImage;
        return dialect.FindModel(twin) is null ? known.Model : twin;
    }
}
