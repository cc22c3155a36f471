using SoraPS.Core.Downloads;

namespace SoraPS.Tests.Downloads;

public sealed class VariantTests
{
    [Fact]
    public void A_family_is_a_type_up_to_its_slash() =>
        Assert.Equal(["video/", "image/", "image/"], Variant.All.Select(variant => variant.Family));
}
